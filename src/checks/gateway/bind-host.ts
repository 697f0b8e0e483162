import type { Spot } from "../../model/cause.ts";
import type { Change, Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import { appendValue } from "../change/append-value.ts";
import type { Scene } from "../in-force/scene.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";
import { matchFor } from "../virtual-service/match-for.ts";

const kind = { apiVersion: "networking.istio.io/v1", kind: "VirtualService" };

/** A VirtualService for a host that none is bound for; and the host among the server's, where it is not yet. */
export function bindHost({ ref, path }: Spot, { mesh, pair, flow }: Scene): readonly Proposal[] {
  const hosts = valueAt(mesh, { ref, path });
  const [service] = pair.services;
  const [port] = service?.ports ?? [];
  if (ref.kind !== "Gateway" || !Array.isArray(hosts) || service === undefined || port === undefined) return [];
  const { text, match } = matchFor(flow);
  const route: Json = [{ destination: { host: service.hostname, port: { number: port.number } } }];
  const name = flow.host.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const { namespace } = service;
  const entry: Json = flow.named ? { match: [match], route } : { route };
  const creation: Change = {
    kind: "create",
    ref: { ...kind, namespace, name },
    object: {
      ...kind,
      metadata: { name, namespace },
      spec: { hosts: [flow.host], gateways: [`${ref.namespace}/${ref.name}`], http: [entry] },
    },
  };
  const what = `Route ${flow.named ? `${text} of ` : ""}${flow.host} to ${pair.to.name} at Gateway ${ref.namespace}/${ref.name}`;
  return [
    propose(what, creation),
    propose(`${what}, and add the host there`, appendValue({ ref, path }, hosts, flow.host), creation),
  ];
}
