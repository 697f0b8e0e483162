import { askedService } from "../../model/asked-service.ts";
import type { Pair } from "../../model/pair.ts";
import { putInForce } from "../in-force/put-in-force.ts";
import { declareTls } from "../mtls/declare-tls.ts";
import { protocolSpot } from "../mtls/protocol-spot.ts";
import { speakPlain } from "../mtls/speak-plain.ts";
import { shortHost } from "../short-host.ts";
import { templatePath } from "../template-path.ts";
import type { PlaintextOrigin, PlaintextScene } from "./plaintext-origin.ts";
import type { ReasonOf } from "./reason-of.ts";

/** The caller's proxy has no configuration for what is dialled, and passes the bytes through as they are. */
export function passthrough({ host, inert, why }: ReasonOf<"passthrough">, scene: PlaintextScene): PlaintextOrigin {
  const { pair, flow, mesh, declared } = scene;
  const what = (because: string) =>
    `${pair.from.name}'s proxy does not know ${shortHost(host)} and passes the call through without mTLS (${because})`;
  const common = { related: [], evidence: [], advice: [], sameAs: [] };
  const hidden = inert.map((one) => ({
    what: what(one.why),
    resource: { ref: one.ref, path: one.path },
    related: [],
    evidence: one.evidence,
    proposals: putInForce(one, scene),
  }));
  const [first] = hidden;
  if (first !== undefined) return { ...common, ...first, layer: "routing", inert: hidden };
  if (declared !== undefined && (flow.scheme === "https" || flow.scheme === "tls"))
    return {
      ...common,
      what: `${pair.from.name} itself speaks TLS to a port that is declared HTTP, so its proxy passes the bytes through`,
      layer: "traffic-policy",
      resource: protocolSpot(mesh, declared),
      proposals: declareTls(mesh, declared),
      advice: [speakPlain(pair)],
    };
  if (pair.addresses?.includes(host)) return { ...common, ...unserved(pair) };
  const caller = pair.clients[0]?.owner ?? pair.from;
  const service = askedService(pair, flow);
  return {
    ...common,
    what: what(why),
    note: `it dials ${host}:${flow.port}`,
    layer: "routing",
    resource: { ref: caller, path: templatePath(caller) },
    proposals: [],
    advice: [
      {
        summary: `Let ${caller.name} call ${service === undefined ? "the service by its name" : shortHost(service.hostname)}, on a port that its Service declares`,
        why: "only then does the proxy know whom it speaks to, and can use mTLS",
      },
    ],
  };
}

/** Nobody said that the caller dials an address: there is no name that it could call. */
function unserved({ from, to }: Pair): Pick<PlaintextOrigin, "what" | "layer" | "resource" | "proposals" | "advice"> {
  return {
    what: `${from.name}'s proxy does not know the pods of ${to.name}, for which no Service stands, and passes the call through without mTLS`,
    layer: "routing",
    resource: { ref: to, path: `${templatePath(to)}.metadata.labels` },
    proposals: [],
    advice: [
      {
        summary: `Make a Service that selects the pods of ${to.name}, and let ${from.name} call it by its name`,
        why: "only then does the proxy know whom it speaks to, and can use mTLS",
      },
    ],
  };
}
