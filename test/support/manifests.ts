/** Kubernetes objects in few words. */
import { parse } from "yaml";
import { apis } from "../../src/kinds/api-of.ts";
import type { Kind } from "../../src/model/resource-kinds.ts";
import { objectsIn, type RawObject } from "./snapshot.ts";

/** What is said of an object beside its spec. */
interface More {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly created?: string;
}

/**
 * `manifest("VirtualService shop/payment", "hosts: [payment]")`: the spec as the inside of a YAML map. Cluster-scoped:
 * `"Namespace shop"`.
 */
export function manifest(title: string, spec = "", { labels, annotations, created }: More = {}): RawObject {
  const [kind = "", place = ""] = title.split(" ");
  const slash = place.indexOf("/");
  return {
    apiVersion: apis[kind as Kind].group === "" ? "v1" : `${apis[kind as Kind].group}/v1`,
    kind: apis[kind as Kind].kind,
    metadata: {
      name: place.slice(slash + 1),
      ...(slash < 0 ? {} : { namespace: place.slice(0, slash) }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(created === undefined ? {} : { creationTimestamp: created }),
    },
    ...(spec === "" ? {} : { spec: parse(`{${spec}}`) as unknown }),
  };
}

interface PodFacts {
  /** `app: payment, version: v1`, as the inside of a YAML map. */
  readonly labels: string;
  readonly ip: string;
  readonly serviceAccount?: string;
  /** Without a sidecar. */
  readonly bare?: boolean;
  readonly unready?: boolean;
  readonly annotations?: string;
  /** Container ports, by name. */
  readonly ports?: string;
  readonly node?: string;
  /** More of the pod's spec. */
  readonly spec?: string;
  /** `Deployment payment` */
  readonly owner?: string;
}

/** A running pod, injected as the webhook would. */
export function pod(place: string, facts: PodFacts): RawObject {
  const { labels, ip, bare = false, unready = false, annotations = "", ports = "" } = facts;
  const [namespace, name] = place.split("/");
  const [ownerKind, ownerName] = facts.owner?.split(" ") ?? [];
  const tls = bare ? {} : { "security.istio.io/tlsMode": "istio" };
  const status = { name: "app", ready: !unready, restartCount: 0 };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: name ?? "",
      namespace,
      labels: { ...inside(labels), ...tls },
      annotations: { ...inside(annotations) },
      ...(ownerName === undefined
        ? {}
        : { ownerReferences: [{ apiVersion: "apps/v1", kind: ownerKind, name: ownerName, controller: true }] }),
    },
    spec: {
      ...(facts.serviceAccount === undefined ? {} : { serviceAccountName: facts.serviceAccount }),
      ...(facts.node === undefined ? {} : { nodeName: facts.node }),
      containers: [
        {
          name: "app",
          ports: Object.entries(inside(ports)).map(([port, number]) => ({ name: port, containerPort: number })),
        },
        ...(bare ? [] : [{ name: "istio-proxy", args: ["proxy", "sidecar"] }]),
      ],
      ...inside(facts.spec ?? ""),
    },
    status: {
      phase: "Running",
      podIP: ip,
      conditions: [{ type: "Ready", status: unready ? "False" : "True" }],
      containerStatuses: [status, ...(bare ? [] : [{ ...status, name: "istio-proxy", ready: true }])],
    },
  };
}

function inside(text: string): Readonly<Record<string, unknown>> {
  return parse(`{${text}}`) as Readonly<Record<string, unknown>>;
}

/** Takes an object of a base away. */
export function without(object: RawObject): RawObject {
  return { ...object, metadata: { ...object.metadata, annotations: { "meshwhy/delete": "true" } } };
}

/** Objects as they are given in tests: raw ones, or YAML texts. */
export type Given = RawObject | string;

export function objectsOf(given: readonly Given[]): readonly RawObject[] {
  return given.flatMap((one) => (typeof one === "string" ? objectsIn(one) : [one]));
}
