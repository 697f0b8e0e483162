import { askedService } from "../../model/asked-service.ts";
import type { CauseOf } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import { refText } from "../../model/ref.ts";
import { addMember } from "../change/add-member.ts";
import type { Scene } from "../in-force/scene.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";
import { matchFor } from "./match-for.ts";

/** One more entry in a VirtualService: for this very request, else for all that no other entry takes. */
export function addRoute({ spot, misses }: CauseOf<"no-route-match">, scene: Scene): readonly Proposal[] {
  const { ref } = spot;
  const entries = valueAt(scene.mesh, { ref, path: "spec.http" });
  const hosts = valueAt(scene.mesh, { ref, path: "spec.hosts" });
  if (!Array.isArray(entries) || hosts === undefined) return [];
  const at = { ref, path: `spec.http[${entries.length}]` };
  const witness = { path: "spec.hosts", value: hosts };
  const route = likelyRoute(misses[0]?.spot.path, ref, scene);
  const { text, match } = matchFor(scene.flow);
  return [
    propose(`Add a route for ${text} to ${refText(ref)}`, addMember(at, { match: [match], route }, witness)),
    {
      ...propose(`Add a last route for all other requests to ${refText(ref)}`, addMember(at, { route }, witness)),
      weakens: true,
    },
  ];
}

/** Where the first entry sends to; else the service that was asked for. */
function likelyRoute(matchPath: string | undefined, ref: Scene["pair"]["to"], { mesh, pair, flow, host }: Scene): Json {
  const written =
    matchPath === undefined
      ? undefined
      : valueAt(mesh, { ref, path: `${matchPath.replace(/\.match\[\d+\]$/, "")}.route` });
  if (Array.isArray(written) && written.length > 0) return written;
  const service = askedService(pair, flow);
  // A gateway's port is none of the service's.
  const [port] = pair.viaGateway ? (service?.ports ?? []) : [];
  const destination = {
    host: service?.hostname ?? host,
    ...(port === undefined ? {} : { port: { number: port.number } }),
  };
  return [{ destination }];
}
