import type { Spot } from "../model/cause.ts";
import { absence, type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Secret } from "../model/resources/core.ts";
import type { Gap } from "../model/snapshot.ts";
import type { GatewayServerAt } from "./gateway-servers.ts";
import { refOf } from "./ref-of.ts";

/** Whether the certificate that a server needs is there. */
export interface GatewayCredential {
  /** `none`: the server needs no certificate, or has it from a file. */
  readonly status: "present" | "missing" | "unknown" | "none";
  /** The field that names it. */
  readonly spot: Spot;
  readonly why: string;
  readonly because: readonly Evidence[];
  readonly gap?: Gap;
}

/** Pairs of keys that hold certificate and private key. */
const serverKeys: readonly (readonly string[])[] = [
  ["tls.crt", "tls.key"],
  ["cert", "key"],
];
const authorityKeys: readonly string[] = ["ca.crt", "cacert"];

/**
 * Whether the Secrets of a server's `credentialName` are there: in the gateway pod's namespace, with certificate and
 * key, and for mutual TLS with the clients' authority, in the same Secret or in `<name>-cacert`.
 * Source: pilot/pkg/credentials/kube/secrets.go `GetCertInfo`, `GetCaCert`; xds/sds.go (namespace of the proxy).
 */
export function gatewayCredential(
  mesh: Mesh,
  namespace: string,
  { server, form, ref, path }: GatewayServerAt,
): GatewayCredential {
  const { credentialName = "", credentialNames = [], mode } = server.tls ?? {};
  const listed = credentialNames.length > 0;
  const spot = { ref, path: `${path}.tls.${listed ? "credentialNames" : "credentialName"}` };
  const names = (listed ? credentialNames : [credentialName]).filter(
    (name) => name !== "" && !name.startsWith("builtin://"),
  );
  if ((form !== "https" && form !== "tls") || names.length === 0)
    return { status: "none", spot, why: "no Secret is named", because: [] };
  const mutual = mode === "MUTUAL" || mode === "OPTIONAL_MUTUAL";
  for (const name of names) {
    const lack = lackOf(mesh, namespace, secretName(name), mutual);
    if (lack === undefined) continue;
    const gap = lack.absent === undefined ? undefined : mesh.gap("Secret", namespace, lack.absent);
    const named = field(ref, spot.path, name);
    if (gap !== undefined) return { status: "unknown", spot, why: gap.why, because: [named], gap };
    return { status: "missing", spot, why: lack.why, because: [named, lack.evidence] };
  }
  return {
    status: "present",
    spot,
    why: `Secret ${names.join(", ")} is in ${namespace}`,
    because: [field(ref, spot.path, names)],
  };
}

/** `kubernetes://name` → `name`; `kubernetes://ns/name` keeps its namespace. */
function secretName(written: string): string {
  return written.replace(/^kubernetes(?:-gateway)?:\/\//, "");
}

interface Lack {
  readonly why: string;
  readonly evidence: Evidence;
  /** The Secret that is not there at all. */
  readonly absent?: string;
}

function lackOf(mesh: Mesh, namespace: string, written: string, mutual: boolean): Lack | undefined {
  const slash = written.indexOf("/");
  const [owner, name] = slash < 0 ? [namespace, written] : [written.slice(0, slash), written.slice(slash + 1)];
  if (owner !== namespace) {
    const why = `Secret ${owner}/${name} is not in ${namespace}, where the gateway runs`;
    return { why, evidence: absence(why) };
  }
  const secret = mesh.get("Secret", namespace, name);
  if (secret === undefined) return absentSecret(namespace, name);
  if (!serverKeys.some((keys) => keys.every((key) => hasKey(secret, key))))
    return keyless(secret, "certificate and key");
  if (!mutual || authorityKeys.some((key) => secret.keys.includes(key))) return undefined;
  const authority = mesh.get("Secret", namespace, `${name}-cacert`);
  if (authority === undefined) return absentSecret(namespace, `${name}-cacert`);
  return authorityKeys.some((key) => authority.keys.includes(key))
    ? undefined
    : keyless(authority, "the clients' authority");
}

/** The API server holds Secrets of type `kubernetes.io/tls` to both keys. */
function hasKey({ keys, type }: Secret, key: string): boolean {
  return keys.includes(key) || (type === "kubernetes.io/tls" && key.startsWith("tls."));
}

function absentSecret(namespace: string, name: string): Lack {
  const why = `Secret ${namespace}/${name} does not exist`;
  return { why, evidence: absence(why), absent: name };
}

function keyless(secret: Secret, what: string): Lack {
  const { namespace, name } = secret.metadata;
  const why = `Secret ${namespace}/${name} holds no ${what}`;
  return { why, evidence: field(refOf(secret), "data", secret.keys, why) };
}
