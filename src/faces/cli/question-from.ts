import { isIpAddress } from "../../mesh/ip-address.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Header, Question, RequestLine, Scheme, Token } from "../../model/question.ts";
import { tokenFrom } from "./token-from.ts";

/** The words of a question as the command line gives them. */
export interface Asked {
  readonly from: string;
  readonly to: string;
  readonly namespace?: string | undefined;
  readonly cluster?: string | undefined;
  readonly port?: string | undefined;
  readonly request?: string | undefined;
  readonly header?: readonly string[] | undefined;
  readonly scheme?: string | undefined;
  readonly "client-ip"?: string | undefined;
}

const schemes: readonly Scheme[] = ["http", "https", "grpc", "tcp", "tls"];

/**
 * A question from words: URLs taken apart, secrets in headers reduced at once.
 * @throws MeshError USAGE when a word makes no sense
 */
export function questionFrom(asked: Asked): Question {
  const url = urlFrom(asked.to);
  const headers = (asked.header ?? []).map(headerFrom);
  const bearer = headers.find(({ name }) => name === "authorization");
  const token: Token | undefined = bearer === undefined ? undefined : tokenFrom(bearer.value);
  const port = asked.port === undefined ? url?.port : portFrom(asked.port);
  const request = asked.request === undefined ? url?.request : requestFrom(asked.request);
  const scheme = asked.scheme === undefined ? url?.scheme : schemeFrom(asked.scheme);
  const clientIp = asked["client-ip"];
  if (clientIp !== undefined && !isIpAddress(clientIp))
    throw new MeshError(
      "USAGE",
      `Cannot take "${clientIp}" for the client's address: it is no IP`,
      "Write it as 203.0.113.7.",
    );
  return {
    from: asked.from,
    to: url?.host ?? asked.to,
    ...(asked.namespace === undefined ? {} : { namespace: asked.namespace }),
    ...(asked.cluster === undefined ? {} : { cluster: asked.cluster }),
    ...(port === undefined ? {} : { port }),
    ...(request === undefined ? {} : { request }),
    headers: headers.map(reduced),
    ...(token === undefined ? {} : { token }),
    ...(scheme === undefined ? {} : { scheme }),
    ...(clientIp === undefined ? {} : { clientIp }),
  };
}

interface UrlParts {
  readonly host: string;
  readonly port: number | undefined;
  readonly scheme: Scheme | undefined;
  readonly request: RequestLine | undefined;
}

/** `https://payment.shop:8443/charge` and `payment:8080` alike. */
function urlFrom(text: string): UrlParts | undefined {
  const bare = /^([A-Za-z0-9._/-]+):(\d+)$/.exec(text);
  if (bare !== null)
    return { host: bare[1] ?? "", port: portFrom(bare[2] ?? ""), scheme: undefined, request: undefined };
  if (!text.includes("://")) return undefined;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new MeshError("USAGE", `Cannot read "${text}": it is no URL`, "Write it as http://payment.shop:8080/charge.");
  }
  const scheme = schemeFrom(url.protocol.replace(":", ""));
  const path = `${url.pathname}${url.search}`;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port:
      url.port === ""
        ? scheme === "https" || scheme === "tls"
          ? 443
          : scheme === "http"
            ? 80
            : undefined
        : Number(url.port),
    scheme,
    request: path === "/" || path === "" ? undefined : { method: scheme === "grpc" ? "POST" : "GET", path },
  };
}

function portFrom(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new MeshError(
      "USAGE",
      `Cannot take "${text}" for a port: it is no number from 1 to 65535`,
      "Name the Service's port, e.g. --port 8080.",
    );
  return port;
}

/** `POST /charge`, or `/charge` for GET. */
function requestFrom(text: string): RequestLine {
  const match = /^\s*(?:([A-Za-z]+)\s+)?(\/\S*|\*)\s*$/.exec(text);
  if (match === null)
    throw new MeshError(
      "USAGE",
      `Cannot read the request "${text}": it is no method and path`,
      'Write it as --request "POST /charge".',
    );
  return { method: (match[1] ?? "GET").toUpperCase(), path: match[2] ?? "/" };
}

function headerFrom(text: string): Header {
  const colon = text.indexOf(":", text.startsWith(":") ? 1 : 0);
  if (colon <= 0)
    throw new MeshError("USAGE", "Cannot read a header: it has no colon", 'Write it as --header "name: value".');
  return { name: text.slice(0, colon).trim().toLowerCase(), value: text.slice(colon + 1).trim() };
}

function schemeFrom(text: string): Scheme {
  const scheme = schemes.find((known) => known === text.toLowerCase());
  if (scheme === undefined)
    throw new MeshError(
      "USAGE",
      `Cannot speak "${text}": there is no such scheme`,
      `Use one of ${schemes.join(", ")}.`,
      schemes,
    );
  return scheme;
}

/** What may hold a secret keeps its name only. */
function reduced({ name, value }: Header): Header {
  if (name === "authorization" || name === "proxy-authorization")
    return { name, value: value.split(/\s+/, 1).join("") };
  if (name === "cookie")
    return {
      name,
      value: value
        .split(";")
        .map((part) => part.split("=", 1).join("").trim())
        .join("; "),
    };
  return { name, value };
}
