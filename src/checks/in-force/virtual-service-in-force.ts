import { askedService } from "../../model/asked-service.ts";
import type { Inert } from "../../model/cause.ts";
import type { PatchOperation, Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import { type Ref, refKey, refText } from "../../model/ref.ts";
import type { HttpRoute } from "../../model/resources/virtual-service.ts";
import { addMember } from "../change/add-member.ts";
import { appendValue } from "../change/append-value.ts";
import { replaceValue } from "../change/replace-value.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";
import { gatewaysPassed } from "./gateways-passed.ts";
import { isCopyable } from "./is-copyable.ts";
import { clientNamespace, type Scene } from "./scene.ts";

/** What would make a VirtualService, or a route of it, act for the caller. */
export function virtualServiceInForce(inert: Inert, scene: Scene): readonly Proposal[] {
  const member = inert.path.slice(inert.path.lastIndexOf(".") + 1);
  if (inert.path === "spec.gateways") return boundHere(inert, scene);
  if (inert.reason === "host") return forHost(inert, scene);
  if (inert.reason === "overridden") return mergedIntoWinner(inert, scene);
  switch (member) {
    case "gateways":
      return matchedHere(inert, scene);
    case "port":
      return forPort(inert, scene);
    case "sourceLabels":
      return forSource(inert, scene, "sourceLabels", sourceLabels(scene));
    case "sourceNamespace":
      return forSource(inert, scene, "sourceNamespace", clientNamespace(scene));
    default:
      return [];
  }
}

/** The gateways field of the whole object: the entry that names nothing is corrected, else one is added. */
function boundHere(inert: Inert, { mesh, way }: Scene): readonly Proposal[] {
  const old = valueAt(mesh, inert);
  const name = refText(inert.ref);
  const wanted = gatewaysPassed(way);
  if (wanted.length === 0)
    return Array.isArray(old)
      ? [propose(`Bind ${name} to the sidecars too: add mesh to its gateways`, appendValue(inert, old, "mesh"))]
      : [];
  return wanted.map((gateway) => {
    const full = `${gateway.namespace}/${gateway.name}`;
    if (!Array.isArray(old))
      return propose(
        `Bind ${name} to Gateway ${full}`,
        addMember(inert, ["mesh", full], { path: "metadata.name", value: inert.ref.name }),
      );
    const wrong = old.findIndex((written) => written !== "mesh" && isMissing(String(written)));
    const written = String(old[wrong]);
    if (wrong < 0) return propose(`Bind ${name} to Gateway ${full} too`, appendValue(inert, old, full));
    const spot = { ref: inert.ref, path: `${inert.path}[${wrong}]` };
    return propose(`Bind ${name} to Gateway ${full} instead of ${written}`, replaceValue(spot, written, full));
  });

  function isMissing(written: string): boolean {
    const [first = "", second] = written.split("/");
    const [namespace, gateway] = second === undefined ? [inert.ref.namespace, first] : [first, second];
    return mesh.get("Gateway", namespace, gateway) === undefined;
  }
}

function forHost(inert: Inert, { mesh, pair, flow, way }: Scene): readonly Proposal[] {
  const old = valueAt(mesh, inert);
  const wanted = gatewaysPassed(way).length > 0 ? flow.host : (askedService(pair, flow)?.hostname ?? pair.host);
  return typeof old === "string" && old !== wanted
    ? [propose(`Write the host of ${refText(inert.ref)} as ${wanted}`, replaceValue(inert, old, wanted))]
    : [];
}

/** Sidecars do not merge: the routes of the one that lost go behind those of the one that owns the host. */
function mergedIntoWinner({ ref, evidence }: Inert, { mesh }: Scene): readonly Proposal[] {
  const winner = evidence.find(
    (one) => one.kind === "field" && one.ref.kind === "VirtualService" && refKey(one.ref) !== refKey(ref),
  );
  if (winner?.kind !== "field") return [];
  const owned = httpRoutes(mesh, winner.ref);
  const lost = httpRoutes(mesh, ref);
  if (owned.length === 0 || lost.length === 0 || !lost.every(isCopyable)) return [];
  const hosts = valueAt(mesh, { ref: winner.ref, path: "spec.hosts" }) ?? [];
  const added = lost.map(
    (route, i): PatchOperation => ({
      op: "add",
      path: `/spec/http/${owned.length + i}`,
      value: route as unknown as Json,
    }),
  );
  return [
    propose(
      `Add the routes of ${refText(ref)} behind those of ${refText(winner.ref)}: only one VirtualService is in force for a host`,
      { kind: "patch", ref: winner.ref, patch: [{ op: "test", path: "/spec/hosts", value: hosts }, ...added] },
    ),
  ];
}

function httpRoutes(mesh: Scene["mesh"], { namespace, name }: Ref): readonly HttpRoute[] {
  return mesh.get("VirtualService", namespace, name)?.spec.http ?? [];
}

/** The gateways of one match. */
function matchedHere(inert: Inert, { mesh, way }: Scene): readonly Proposal[] {
  const old = valueAt(mesh, inert);
  const [gateway] = gatewaysPassed(way);
  const wanted = gateway === undefined ? "mesh" : `${gateway.namespace}/${gateway.name}`;
  return Array.isArray(old) ? [propose(`Let the match act at ${wanted}, too`, appendValue(inert, old, wanted))] : [];
}

function forPort(inert: Inert, { mesh, flow }: Scene): readonly Proposal[] {
  const old = valueAt(mesh, inert);
  return typeof old === "number"
    ? [
        propose(
          `Match port ${flow.port}, which callers dial, instead of ${old} in ${refText(inert.ref)}`,
          replaceValue(inert, old, flow.port),
        ),
      ]
    : [];
}

/** Labels that tell workloads apart, not pods. */
function sourceLabels({ pair }: Scene): Json | undefined {
  const labels = pair.clients[0]?.labels ?? {};
  for (const key of ["app", "app.kubernetes.io/name", "service.istio.io/canonical-name"]) {
    const value = labels[key];
    if (value !== undefined) return { [key]: value };
  }
  return undefined;
}

/** The same match once more, for this caller: whoever it was written for keeps his. */
function forSource(
  inert: Inert,
  { mesh, pair }: Scene,
  key: "sourceLabels" | "sourceNamespace",
  wanted: Json | undefined,
): readonly Proposal[] {
  const matchPath = inert.path.slice(0, inert.path.lastIndexOf("."));
  const listPath = matchPath.slice(0, matchPath.lastIndexOf("["));
  const match = valueAt(mesh, { ref: inert.ref, path: matchPath });
  const list = valueAt(mesh, { ref: inert.ref, path: listPath });
  if (wanted === undefined || !Array.isArray(list) || typeof match !== "object" || match === null) return [];
  return [
    propose(
      `Add the same match for ${pair.from.name} to ${refText(inert.ref)} ${listPath}`,
      appendValue({ ref: inert.ref, path: listPath }, list, { ...match, [key]: wanted }),
    ),
  ];
}
