import { isIpAddress } from "../../mesh/ip-address.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Question, Token } from "../../model/question.ts";
import { callerFrom } from "../question/caller-from.ts";
import { type Destination, destinationFrom } from "../question/destination-from.ts";
import { headerFrom } from "../question/header-from.ts";
import { portFrom } from "../question/port-from.ts";
import { clusterFrom } from "./cluster-from.ts";
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
  const [caller, callee] = [clusterFrom(asked.from), clusterFrom(asked.to)];
  const cluster = agreedCluster(asked.cluster, caller.cluster);
  // One end that names a cluster names it for both, unless the other is named, too.
  const toCluster = callee.cluster === cluster ? undefined : callee.cluster;
  const to = destinationFrom(callee.name);
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
    from: callerFrom(caller.name),
    to: to.host,
    ...(asked.namespace === undefined ? {} : { namespace: asked.namespace }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(toCluster === undefined ? {} : { toCluster }),
    ...(port === undefined ? {} : { port }),
    ...(request === undefined ? {} : { request }),
    headers: headers.map(reducedHeader),
    ...(token === undefined ? {} : { token }),
    ...(scheme === undefined ? {} : { scheme }),
    ...(clientIp === undefined ? {} : { clientIp }),
  };
}

function agreedCluster(said: string | undefined, ofCaller: string | undefined): string | undefined {
  if (said !== undefined && ofCaller !== undefined && said !== ofCaller)
    throw new MeshError(
      "USAGE",
      `Cannot ask in two clusters for one caller: its name says ${ofCaller}, and "${said}" is named besides`,
      "Leave one of them out.",
    );
  return ofCaller ?? said;
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
