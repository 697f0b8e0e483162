import { MeshError } from "../../model/mesh-error.ts";
import type { RequestLine, Scheme } from "../../model/question.ts";
import { reduceSecrets } from "../../source/access-log/reduce-secrets.ts";
import { portFrom } from "./port-from.ts";
import { schemeFrom } from "./scheme-from.ts";

/** What the word for `<to>` says by itself. */
export interface Destination {
  readonly host: string;
  readonly port?: number;
  /** The port was written out, not taken from the scheme. */
  readonly portIsSaid: boolean;
  readonly scheme?: Scheme;
  /** Secrets in its query are already cut out. */
  readonly request?: RequestLine;
}

const defaultPorts: { readonly [scheme in Scheme]?: number } = { http: 80, https: 443, tls: 443 };

/** User and password, as a URL may carry them, are passed over. */
const form = /^(?:[^@/\s]*@)?(?:\[([^\]\s]+)\]|([^:\s]+))(?::([^:/\s]*)(\/\S*)?)?$/;

/**
 * The parts of a URL, `payment:8080`, `payment.shop:8080/charge`, `[fd00::1]:8080`, or just a name.
 * @throws MeshError USAGE
 */
export function destinationFrom(text: string): Destination {
  if (text.includes("://")) return fromUrl(text);
  const [, bracketed, host, port, path] = form.exec(text) ?? [];
  const name = bracketed ?? host;
  if (name === undefined) return { host: text, portIsSaid: false };
  return {
    host: name,
    ...(port === undefined ? {} : { port: portFrom(port) }),
    portIsSaid: port !== undefined,
    ...(path === undefined || path === "/" ? {} : { request: { method: "GET", path: reduceSecrets(path) } }),
  };
}

function fromUrl(text: string): Destination {
  const url = URL.parse(text);
  if (url === null || url.hostname === "")
    throw new MeshError("USAGE", `Cannot read "${text}": it is no URL`, "Write it as http://payment.shop:8080/charge.");
  const scheme = schemeFrom(url.protocol.replace(":", ""));
  const port = url.port === "" ? defaultPorts[scheme] : Number(url.port);
  const path = `${url.pathname}${url.search}`;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    ...(port === undefined ? {} : { port }),
    portIsSaid: url.port !== "",
    scheme,
    ...(path === "/" || path === ""
      ? {}
      : { request: { method: scheme === "grpc" ? "POST" : "GET", path: reduceSecrets(path) } }),
  };
}
