import type { CauseOf } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import { refText } from "../../model/ref.ts";
import { addMember } from "../change/add-member.ts";
import { appendValue } from "../change/append-value.ts";
import { replaceValue } from "../change/replace-value.ts";
import type { Scene } from "../in-force/scene.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";
import type { NearMiss } from "./nearest-miss.ts";

/**
 * Changes by which a VirtualService takes the request too: the match that was meant is corrected; else this very
 * request gets an entry of its own; a route for everything comes last.
 */
export function widenRoutes(
  { spot, misses }: CauseOf<"no-route-match">,
  near: NearMiss | undefined,
  scene: Scene,
): readonly Proposal[] {
  const corrected = near === undefined ? [] : correct(near, scene);
  if (!spot.path.startsWith("spec.http")) return [...corrected, ...serverName(spot.ref, spot.path, scene)];
  const list = { ref: spot.ref, path: "spec.http" };
  const entries = valueAt(scene.mesh, list);
  if (!Array.isArray(entries)) return corrected;
  const [first] = misses;
  const route = likelyRoute(scene, near?.match.path ?? first?.spot.path, spot.ref);
  const { method, path } = scene.flow;
  const uri = { exact: (path ?? "/").split("?")[0] ?? "/" };
  const own: Json = { match: [{ uri, ...(method === undefined || method === "GET" ? {} : { method: { exact: method } }) }], route };
  const at = { ref: spot.ref, path: `${list.path}[${entries.length}]` };
  const witness = { path: "spec.hosts", value: valueAt(scene.mesh, { ref: spot.ref, path: "spec.hosts" }) ?? [] };
  const all: Proposal = {
    ...propose(`Add a last route without a match to ${refText(spot.ref)}`, addMember(at, { route }, witness)),
    weakens: true,
  };
  const single = propose(`Add a route for ${method ?? "GET"} ${uri.exact} to ${refText(spot.ref)}`, addMember(at, own, witness));
  return [...corrected, single, all];
}

/** Where the entry that came nearest sends to; else the service that was asked for. */
function likelyRoute({ mesh, pair, host }: Scene, matchPath: string | undefined, ref: NearMiss["ref"]): Json {
  const entry = matchPath?.replace(/\.match\[\d+\]$/, "");
  const written = entry === undefined ? undefined : valueAt(mesh, { ref, path: `${entry}.route` });
  if (Array.isArray(written) && written.length > 0) return written;
  const [service] = pair.services;
  const [port] = pair.viaGateway ? (service?.ports ?? []) : [];
  return [{ destination: { host: service?.hostname ?? host, ...(port === undefined ? {} : { port: { number: port.number } }) } }];
}

/** `spec.http[0].match[0].uri.exact` */
function correct(near: NearMiss, { mesh, flow }: Scene): readonly Proposal[] {
  const old = valueAt(mesh, near);
  if (typeof old !== "string") return [];
  const holder = { ref: near.ref, path: near.path.slice(0, near.path.lastIndexOf(".")) };
  const condition = valueAt(mesh, holder);
  if (condition === undefined || near.path.endsWith(".regex")) return regexProposal(near, holder, condition);
  const name = refText(near.ref);
  if (holder.path.endsWith(".uri")) {
    if (old !== near.got && near.got.toLowerCase().startsWith(old.toLowerCase()) && !near.got.startsWith(old))
      return [ignoringCase(near, mesh, name)];
    const stem = old.replace(/\/$/, "");
    if (stem !== "" && near.got.startsWith(stem))
      return [propose(`Match ${stem} as a prefix in ${name}`, replaceValue(holder, condition, { prefix: stem }))];
  }
  const port = near.path.includes(".authority.") ? near.got.startsWith(`${old}:`) : false;
  if (port) return [propose(`Match ${old} with any port in ${name}`, replaceValue(holder, condition, { prefix: old }))];
  void flow;
  return [alternative(near, mesh, name)];
}

function regexProposal(near: NearMiss, holder: { readonly ref: NearMiss["ref"]; readonly path: string }, condition: Json | undefined): readonly Proposal[] {
  const regex = near.wanted.slice("regex ".length);
  if (condition === undefined) return [];
  const whole = `${regex.startsWith(".*") ? "" : ".*"}${regex.replace(/^\^/, "").replace(/\$$/, "")}${regex.endsWith(".*") ? "" : ".*"}`;
  return [
    propose(
      `Let the regex of ${refText(near.ref)} match whole values: ${whole}`,
      replaceValue(holder, condition, { regex: whole }),
    ),
  ];
}

function ignoringCase(near: NearMiss, mesh: Scene["mesh"], name: string): Proposal {
  const uri = valueAt(mesh, { ref: near.ref, path: `${near.match.path}.uri` }) ?? {};
  return propose(
    `Match the path whatever its letter case in ${name}`,
    addMember({ ref: near.ref, path: `${near.match.path}.ignoreUriCase` }, true, { path: `${near.match.path}.uri`, value: uri }),
  );
}

/** The same match once more with the value that the request has. */
function alternative(near: NearMiss, mesh: Scene["mesh"], name: string): Proposal {
  const list = { ref: near.ref, path: near.match.path.slice(0, near.match.path.lastIndexOf("[")) };
  const old = valueAt(mesh, list);
  const matches = Array.isArray(old) ? old : [];
  const match = structuredClone(valueAt(mesh, near.match)) as { [key: string]: Json };
  const parts = near.path.slice(near.match.path.length + 1);
  return propose(`Add ${near.got} as an alternative of ${near.wanted} to ${name}`, appendValue(list, matches, replaced(match, parts, near.got)));
}
