import { askedService } from "../../model/asked-service.ts";
import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import { refText } from "../../model/ref.ts";
import { addMember } from "../change/add-member.ts";
import type { Scene } from "../in-force/scene.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";
import { matchFor } from "./match-for.ts";

/** An entry of its own for this very request, ahead of the one that takes it now. */
export function routeToAsked({ ref, path }: Spot, { mesh, pair, flow }: Scene): readonly Proposal[] {
  const index = /^spec\.http\[(\d+)\]/.exec(path)?.[1];
  const hosts = valueAt(mesh, { ref, path: "spec.hosts" });
  const service = askedService(pair, flow);
  const [port] = service?.ports ?? [];
  if (index === undefined || hosts === undefined || service === undefined || port === undefined) return [];
  const { text, match } = matchFor(flow);
  const route = [{ destination: { host: service.hostname, port: { number: port.number } } }];
  return [
    propose(
      `Route ${text} to ${pair.to.name} ahead of spec.http[${index}] of ${refText(ref)}`,
      addMember({ ref, path: `spec.http[${index}]` }, { match: [match], route }, { path: "spec.hosts", value: hosts }),
    ),
  ];
}
