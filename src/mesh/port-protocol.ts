import type { ServicePort } from "../model/resources/core.ts";
import type { ServiceEntryPort } from "../model/resources/routing.ts";
import type { Protocol } from "../model/service.ts";

/** SMTP, DNS, MySQL, MongoDB: servers speak first there, or the bytes are never HTTP. */
const wellKnownTcpPorts: readonly number[] = [25, 53, 3306, 27017];

/** Names that Kubernetes itself gives to protocols; only `appProtocol` may hold them. */
const standardNames: Readonly<Record<string, Protocol>> = {
  "kubernetes.io/h2c": "HTTP2",
  "kubernetes.io/ws": "HTTP",
  "kubernetes.io/wss": "HTTPS",
};

const byName: Readonly<Record<string, Protocol>> = {
  tcp: "TCP",
  udp: "UDP",
  grpc: "GRPC",
  "grpc-web": "GRPC-Web",
  http: "HTTP",
  http_proxy: "HTTP_PROXY",
  http2: "HTTP2",
  https: "HTTPS",
  tls: "TLS",
  mongo: "Mongo",
  redis: "Redis",
  mysql: "MySQL",
};

/**
 * What a Service's port declares; `appProtocol` replaces the name even where it is not understood.
 * Source: pkg/config/kube/conversion.go `ConvertProtocol`.
 */
export function portProtocol({ port, name, protocol, appProtocol }: ServicePort): Protocol {
  if (protocol === "UDP") return "UDP";
  const standard = appProtocol === undefined ? undefined : standardNames[appProtocol];
  if (standard !== undefined) return standard;
  const declared = (appProtocol ?? name ?? "").toLowerCase();
  if (declared.startsWith("grpc-web")) return "GRPC-Web";
  const [prefix = ""] = declared.split("-", 1);
  return parseProtocol(prefix) ?? (wellKnownTcpPorts.includes(port) ? "TCP" : "Auto");
}

/**
 * What a ServiceEntry's port declares. Its `protocol` is parsed as it stands; the name does not count.
 * Source: pilot/pkg/serviceregistry/serviceentry/conversion.go `convertPort`.
 */
export function serviceEntryProtocol({ protocol }: ServiceEntryPort): Protocol {
  return parseProtocol(protocol ?? "") ?? "Auto";
}

/** A protocol by its name, whatever its case; `undefined`: not one that Istio knows. Source: pkg/config/protocol `Parse`. */
export function parseProtocol(name: string): Protocol | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(byName, key) ? byName[key] : undefined;
}
