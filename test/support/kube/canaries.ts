/**
 * Secrets seeded wherever a cluster may hold some that no answer needs: environment, arguments, annotations, ConfigMaps,
 * Secrets, unknown fields, logs.
 */
import { expect } from "vitest";
import type { RawObject } from "../snapshot.ts";

/** What every seed begins with. */
export const canary = "c4n4ryS3cret";
/** As the data of a Secret holds it. */
const encoded = Buffer.from(canary).toString("base64");

type Plain = { [key: string]: unknown };

/** A secret of its own at every place, so that a failure says which. */
function seeds(): { at(place: string): string } {
  let count = 0;
  return {
    at: (place) => {
      count += 1;
      return `${canary}-${place}-${count}`;
    },
  };
}

/** The next one, named after its place. */
export const { at: secret } = seeds();

/** The same object with secrets wherever there is room for some. */
export function seeded(object: RawObject): RawObject {
  const copy = structuredClone(object) as unknown as Plain;
  annotate(copy);
  copy.unknown = { field: secret("unknown-field") };
  if (isPlain(copy.spec)) copy.spec.unknownField = secret("unknown-field-of-spec");
  for (const spec of podSpecsIn(copy)) seedPodSpec(spec);
  if (copy.kind === "ConfigMap" && isPlain(copy.data)) copy.data["other.yaml"] = secret("other-key-of-a-config-map");
  if (copy.kind === "VirtualService") seedHeaders(copy);
  return copy as unknown as RawObject;
}

function annotate(object: Plain): void {
  if (!isPlain(object.metadata)) return;
  const given = isPlain(object.metadata.annotations) ? object.metadata.annotations : {};
  object.metadata.annotations = {
    ...given,
    "example.com/token": secret("annotation"),
    "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({ password: secret("last-applied") }),
  };
}

function podSpecsIn(object: Plain): readonly Plain[] {
  if (object.kind === "Pod") return isPlain(object.spec) ? [object.spec] : [];
  const template = isPlain(object.spec) ? object.spec.template : undefined;
  if (!isPlain(template) || !isPlain(template.spec)) return [];
  annotate(template);
  return [template.spec];
}

const ofIstio = new Set(["istio-proxy", "istio-init", "discovery"]);

function seedPodSpec(spec: Plain): void {
  spec.imagePullSecrets = [{ name: secret("pull-secret") }];
  spec.volumes = [{ name: "v", secret: { secretName: secret("volume") } }];
  for (const list of [spec.containers, spec.initContainers]) {
    for (const container of (list ?? []) as Plain[]) {
      const env = (container.env ?? []) as readonly unknown[];
      container.env = [
        ...env,
        { name: "PASSWORD", value: secret("env") },
        { name: "ISTIO_META_X", value: secret("env") },
      ];
      container.command = ["/run", secret("command")];
      container.livenessProbe = {
        httpGet: { path: "/", httpHeaders: [{ name: "authorization", value: secret("probe") }] },
      };
      container.lifecycle = { preStop: { exec: { command: [secret("lifecycle")] } } };
      if (!ofIstio.has(String(container.name))) container.args = ["--password", secret("argument")];
    }
  }
}

function seedHeaders({ spec }: Plain): void {
  for (const route of ((spec as Plain).http ?? []) as Plain[])
    route.headers = {
      request: { set: { authorization: `Bearer ${secret("header-to-set")}`, cookie: secret("cookie-to-set") } },
    };
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Objects that are nothing but secret. */
export const secretObjects = [
  {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "shop-tls", namespace: "istio-system" },
    type: "kubernetes.io/tls",
    data: { "tls.key": encoded, "tls.crt": encoded },
    stringData: { other: secret("secret-text") },
  },
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "app", namespace: "shop" },
    data: { password: secret("config-map") },
  },
] as unknown as readonly RawObject[];

/** A proxy's log with credentials in every place that a line has for some. */
export function seededLog(text: string, at = "2026-05-04T10:30:00Z"): string {
  const lines = text.split("\n");
  const first = lines.find((line) => line.includes('"')) ?? "";
  const start = /\[([^\]]+)\]/.exec(first)?.[1] ?? at;
  const json = {
    start_time: start,
    method: "POST",
    path: `/charge?api_key=${secret("json-path")}`,
    authority: `me:${secret("json-authority")}@payment:8080`.replace(/^/, "http://"),
    response_code: 403,
    response_flags: "-",
    upstream_cluster: "outbound|8080||payment.shop.svc.cluster.local",
    authorization: `Bearer ${secret("json-authorization")}`,
    cookie: `session=${secret("json-cookie")}`,
    "set-cookie": `session=${secret("json-set-cookie")}`,
  };
  return [
    `2026-11-20T14:00:00.000000Z debug envoy http 'authorization', 'Bearer ${secret("debug")}' 'cookie', '${secret("debug")}'`,
    ...lines.map((line) => line.replace(/(POST|GET) (\/[^ "?]*)/, `$1 $2?access_token=${secret("path")}`)),
    first.replace(/"(POST|GET) [^"]*"/, `"GET http://me:${secret("user-info")}@payment:8080/charge HTTP/1.1"`),
    first.replace(/"(POST|GET) ([^ ]+)/, `"$1 $2?authorization=Bearer%20${secret("bearer")}`),
    JSON.stringify(json),
    "",
  ].join("\n");
}

/** @param place where the text was found, for the failure */
export function expectNoCanary(text: string, place: string): void {
  const bare = text.replaceAll(/[\s│]+/g, "");
  const found = [...bare.matchAll(/c4n4ryS3cret[\w-]*/g)].map(([whole]) => whole);
  const decoded = bare.includes(encoded.slice(0, 12)) ? [encoded] : [];
  expect({ place, found: [...new Set([...found, ...decoded])].slice(0, 5) }).toEqual({ place, found: [] });
}
