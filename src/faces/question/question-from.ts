import { isIpAddress } from "../../mesh/ip-address.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Question, Token } from "../../model/question.ts";
import { callerFrom } from "../question/caller-from.ts";
import { type Destination, destinationFrom } from "../question/destination-from.ts";
import { headerFrom } from "../question/header-from.ts";
import { portFrom } from "../question/port-from.ts";
import { reducedHeader } from "./reduced-header.ts";
import { requestFrom } from "./request-from.ts";
import { schemeFrom } from "./scheme-from.ts";
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

/**
 * A question from words: URLs taken apart, secrets in headers and queries reduced at once.
 * @throws MeshError USAGE when a word makes no sense
 */
export function questionFrom(asked: Asked): Question {
  const to = destinationFrom(asked.to);
  const headers = (asked.header ?? []).map(headerFrom);
  const bearer = headers.find(({ name }) => name === "authorization");
  const token: Token | undefined = bearer === undefined ? undefined : tokenFrom(bearer.value);
  const port = asked.port === undefined ? to.port : agreedPort(portFrom(asked.port), to);
  const request = asked.request === undefined ? to.request : requestFrom(asked.request, to.request);
  const scheme = asked.scheme === undefined ? to.scheme : schemeFrom(asked.scheme);
  const clientIp = asked["client-ip"];
  if (clientIp !== undefined && !isIpAddress(clientIp))
    throw new MeshError(
      "USAGE",
      `Cannot take "${clientIp}" for the client's address: it is no IP`,
      "Write it as 203.0.113.7.",
    );
  return {
    from: callerFrom(asked.from),
    to: to.host,
    ...(asked.namespace === undefined ? {} : { namespace: asked.namespace }),
    ...(asked.cluster === undefined ? {} : { cluster: asked.cluster }),
    ...(port === undefined ? {} : { port }),
    ...(request === undefined ? {} : { request }),
    headers: headers.map(reducedHeader),
    ...(token === undefined ? {} : { token }),
    ...(scheme === undefined ? {} : { scheme }),
    ...(clientIp === undefined ? {} : { clientIp }),
  };
}

function agreedPort(port: number, to: Destination): number {
  if (to.portIsSaid && to.port !== port)
    throw new MeshError(
      "USAGE",
      `Cannot ask for two ports: the destination says ${to.port}, --port says ${port}`,
      "Leave one of them out.",
    );
  return port;
}
