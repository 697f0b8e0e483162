/** The admin port of an Envoy, as far as it is asked what it holds. */
import { RE2JS } from "re2js";
import type { PodAnswer, PodRequest } from "./pod-streams.ts";

type Plain = { [key: string]: unknown };

/** What an Envoy holds, in Envoy's own form. */
export interface EnvoyHolds {
  /** `Cluster`s, from istiod. */
  readonly clusters: readonly Plain[];
  /** `RouteConfiguration`s, from istiod. */
  readonly routes: readonly Plain[];
  /** `Listener`s, from istiod. */
  readonly listeners: readonly Plain[];
  /** Listeners that it refused. */
  readonly refused?: readonly { readonly name?: string; readonly details: string; readonly at: string }[];
  /** What `/certs` says. */
  readonly certificates: Plain;
  /** What `/server_info` says. */
  readonly info: Plain;
}

const updated = "2026-05-04T09:00:00.123Z";

/**
 * Answers as Envoy does. Source: envoyproxy/envoy, source/server/admin/config_dump_handler.cc: a resource that no dump
 * has is not found, one of which there is none is an empty answer; names are matched whole; a mask reaches into the one
 * `Any` of a resource and into nothing that is repeated; errors of listeners are told whatever the name.
 */
export function envoyAnswer(holds: EnvoyHolds, { method, path, query }: PodRequest): PodAnswer {
  if (method !== "GET") return { status: 405, body: "Method Not Allowed" };
  if (path === "/certs") return { body: holds.certificates };
  if (path === "/server_info") return { body: holds.info };
  if (path !== "/config_dump") return { status: 404, body: "invalid path. admin commands are:" };
  return dumpAnswer(holds, query);
}

function dumpAnswer(holds: EnvoyHolds, query: URLSearchParams): PodAnswer {
  const isNamed = matcher(query.get("name_regex"));
  if (isNamed === undefined) return { status: 400, body: "Error while parsing name_regex" };
  const all = dynamicOf(holds, isNamed);
  const resource = query.get("resource");
  if (resource === null) return { body: { configs: Object.values(all).flat() } };
  const found = all[resource];
  if (found === undefined) return { status: 404, body: `${resource} not found in config dump` };
  const mask = query.get("mask");
  if (mask === null) return printed(found);
  const paths = mask.split(",");
  if (!paths.every((one) => fields.has(one.split(".")[0] ?? "")))
    return { status: 400, body: `FieldMask ${mask} could not be successfully used.` };
  return printed(found.map((one) => trimmed(one, paths)));
}

/** What there is of each resource, in the outer form that says nothing of versions here. */
const fields: ReadonlySet<string> = new Set(["name", "cluster", "route_config", "active_state", "error_state"]);

function dynamicOf(holds: EnvoyHolds, isNamed: (name: string) => boolean): Readonly<Record<string, readonly Plain[]>> {
  const named = (list: readonly Plain[]): readonly Plain[] => list.filter(({ name }) => isNamed(String(name)));
  const listeners = named(holds.listeners).map(
    (listener): Plain => ({
      name: listener.name,
      active_state: { version_info: "1", listener, last_updated: updated },
    }),
  );
  const refused = (holds.refused ?? []).map(
    ({ name, details, at }): Plain => ({
      ...listeners.find((listener) => listener.name === name),
      ...(name === undefined ? {} : { name }),
      error_state: { failed_configuration: { name, secret: "whole" }, last_update_attempt: at, details },
    }),
  );
  return {
    static_clusters: [],
    dynamic_active_clusters: named(holds.clusters).map((cluster) => ({
      version_info: "1",
      cluster,
      last_updated: updated,
    })),
    dynamic_warming_clusters: [],
    dynamic_route_configs: named(holds.routes).map((route) => ({
      version_info: "1",
      route_config: route,
      last_updated: updated,
    })),
    dynamic_listeners: [...listeners.filter(({ name }) => !refused.some((other) => other.name === name)), ...refused],
  };
}

/** `undefined`: it is no pattern of RE2. */
function matcher(pattern: string | null): ((name: string) => boolean) | undefined {
  if (pattern === null || pattern === "") return () => true;
  try {
    const compiled = RE2JS.compile(pattern);
    return (name) => compiled.matches(name);
  } catch {
    return undefined;
  }
}

function trimmed(resource: Plain, paths: readonly string[]): Plain {
  const kept: Plain = {};
  for (const path of paths) copy(resource, kept, path.split("."));
  return kept;
}

function copy(from: Plain, to: Plain, [key = "", ...rest]: readonly string[]): void {
  const value = from[key];
  if (value === undefined) return;
  if (rest.length === 0 || typeof value !== "object" || value === null || Array.isArray(value)) {
    to[key] = value;
    return;
  }
  const below = (to[key] ?? {}) as Plain;
  to[key] = below;
  const type = (value as Plain)["@type"];
  if (type !== undefined) below["@type"] = type;
  copy(value as Plain, below, rest);
}

/** Printed for people, and without a list where there is nothing in it. */
function printed(configs: readonly Plain[]): PodAnswer {
  return {
    headers: { "content-type": "application/json" },
    body: JSON.stringify(configs.length === 0 ? {} : { configs }, undefined, 1),
  };
}
