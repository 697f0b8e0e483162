import { askedService } from "../../model/asked-service.ts";
import type { Change } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import type { Ref } from "../../model/ref.ts";
import type { Scene } from "../in-force/scene.ts";
import { matchFor } from "../virtual-service/match-for.ts";

const kind = { apiVersion: "networking.istio.io/v1", kind: "VirtualService" };

/** A VirtualService that routes the host of a request at a Gateway: a named request alone, or all. */
export function hostRoute(
  gateway: Ref,
  { pair, flow }: Scene,
): { readonly summary: string; readonly change: Change } | undefined {
  const service = askedService(pair, flow);
  const [port] = service?.ports ?? [];
  if (service === undefined || port === undefined) return undefined;
  const { text, match } = matchFor(flow);
  const name = flow.host.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const { namespace } = service;
  const route: Json = [{ destination: { host: service.hostname, port: { number: port.number } } }];
  const http: Json = flow.named ? [{ match: [match], route }] : [{ route }];
  const bound = `${gateway.namespace}/${gateway.name}`;
  return {
    summary: `Route ${flow.named ? `${text} of ` : ""}${flow.host} to ${pair.to.name} at Gateway ${bound}`,
    change: {
      kind: "create",
      ref: { ...kind, namespace, name },
      object: { ...kind, metadata: { name, namespace }, spec: { hosts: [flow.host], gateways: [bound], http } },
    },
  };
}
