import type { Scheme } from "../model/question.ts";
import { isHttp, type Protocol, type RegistryPort } from "../model/service.ts";

/** What an application most likely speaks on a port of this declaration; sniffed ports are taken for HTTP. */
export function schemeOfPort({ protocol, number }: RegistryPort): Scheme {
  return schemeOfProtocol(protocol) ?? schemeOfNumber(number);
}

/** What is most likely spoken on a port of which only the number is known. */
export function schemeOfNumber(port: number): Scheme {
  return port === 443 || port === 8443 ? "https" : "http";
}

function schemeOfProtocol(protocol: Protocol): Scheme | undefined {
  if (protocol === "GRPC") return "grpc";
  if (isHttp(protocol)) return "http";
  if (protocol === "HTTPS") return "https";
  if (protocol === "TLS") return "tls";
  return protocol === "Auto" ? undefined : "tcp";
}
