import type { UnmetCondition } from "../../model/cause.ts";
import type { Change, Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import type { Mesh } from "../../model/mesh.ts";
import { type Ref, refText } from "../../model/ref.ts";
import type { AuthorizationRule } from "../../model/resources/security.ts";
import { appendValue } from "../change/append-value.ts";
import { replaceValue } from "../change/replace-value.ts";
import { nearTexts } from "../near-text.ts";
import { valueAt } from "../value-at.ts";
import type { Admission } from "./admit-caller.ts";
import { type ConditionPlace, conditionOf } from "./condition-of.ts";
import { whenKeys } from "./when-keys.ts";

/** The one condition that is not met is made to cover this request. */
export function widenedCondition(admission: Admission): readonly Proposal[] {
  const [unmet, ...others] = admission.nearest.unmet;
  if (unmet === undefined || others.length > 0 || (admission.cause.tcp === true && unmet.got === "a TCP connection"))
    return [];
  const place = conditionOf(unmet);
  switch (place.part) {
    case "source":
      return widenedSource(unmet, place, admission);
    case "operation":
      return widenedOperation(unmet, place, admission);
    case "when":
      return widenedWhen(unmet, place, admission);
    case "policy":
      return [];
  }
}

function widenedSource(unmet: UnmetCondition, place: ConditionPlace, admission: Admission): readonly Proposal[] {
  const { mesh, identity, caller } = admission;
  const { ref } = unmet;
  const name = refText(ref);
  if (identity === undefined) return [];
  if (place.field === "principals")
    return appended(mesh, ref, place.list, identity, `Add the principal of ${caller} to rule ${place.rule} of ${name}`);
  if (place.field === "serviceAccounts")
    return appended(
      mesh,
      ref,
      place.list,
      accountLike(mesh, ref, place.list, identity),
      `Add the service account of ${caller} to rule ${place.rule} of ${name}`,
    );
  const entry = { source: { principals: [identity] } };
  const from = `spec.rules[${place.rule}].from`;
  const byName = appended(
    mesh,
    ref,
    from,
    entry,
    `Let rule ${place.rule} of ${name} admit ${caller} by its principal too`,
  );
  return place.field === "ipBlocks" ? [...byOriginalAddress(unmet, place, mesh), ...byName] : byName;
}

/** `sa` alone is of the policy's own namespace; written so only where the list does. */
function accountLike(mesh: Mesh, ref: Ref, list: string, identity: string): string {
  const [, namespace = "", name = ""] = /\/ns\/([^/]+)\/sa\/(.+)$/.exec(identity) ?? [];
  const written = valueAt(mesh, { ref, path: list });
  const short = Array.isArray(written) && written.every((one) => typeof one === "string" && !one.includes("/"));
  return short && namespace === ref.namespace ? name : `${namespace}/${name}`;
}

/** Behind a gateway or a load balancer the connection's address is the hop's; the caller's own is remoteIpBlocks. */
function byOriginalAddress({ ref }: UnmetCondition, { list }: ConditionPlace, mesh: Mesh): readonly Proposal[] {
  const source = list.slice(0, -".ipBlocks".length);
  const old = valueAt(mesh, { ref, path: source });
  if (typeof old !== "object" || old === null || Array.isArray(old) || "remoteIpBlocks" in old) return [];
  const { ipBlocks, ...rest } = old as Readonly<Record<string, Json>>;
  if (ipBlocks === undefined) return [];
  return [
    {
      summary: `Compare the original client's address in ${refText(ref)}: remoteIpBlocks instead of ipBlocks`,
      changes: [replaceValue({ ref, path: source }, old, { ...rest, remoteIpBlocks: ipBlocks })],
      after: [],
    },
  ];
}

function widenedOperation(
  { ref, got }: UnmetCondition,
  place: ConditionPlace,
  admission: Admission,
): readonly Proposal[] {
  const { mesh, identity, caller, nearest } = admission;
  const rule = mesh.home(ref).get("AuthorizationPolicy", ref.namespace, ref.name)?.spec.rules?.[nearest.rule];
  const alone = rule !== undefined && identity !== undefined && admitsOnly(rule, identity, ref.namespace);
  const summary = `Add ${got} to ${place.field} of rule ${place.rule} of ${refText(ref)}`;
  return appended(mesh, ref, place.list, got, alone ? `${summary}, which admits ${caller} alone` : summary).map(
    (proposal) => (alone ? proposal : { ...proposal, weakens: true }),
  );
}

/** Whether a rule is for one caller: what is added to it then opens nothing to anybody else. */
function admitsOnly({ from = [] }: AuthorizationRule, identity: string, namespace: string): boolean {
  const account = /\/ns\/(.+)\/sa\/(.+)$/.exec(identity);
  const names = [identity, `${account?.[1]}/${account?.[2]}`, ...(account?.[1] === namespace ? [account?.[2]] : [])];
  return (
    from.length > 0 &&
    from.every(({ source = {} }) => {
      const written = source.principals ?? source.serviceAccounts ?? [];
      return written.length > 0 && written.every((one) => names.includes(one));
    })
  );
}

function widenedWhen(
  unmet: UnmetCondition,
  place: ConditionPlace,
  { mesh, identity, caller }: Admission,
): readonly Proposal[] {
  const { ref } = unmet;
  if (place.field === "key") return rightKey(unmet, mesh);
  const key = valueAt(mesh, { ref, path: `spec.rules[${place.rule}].when[${place.index}].key` });
  const own = key === "source.principal" ? identity : key === "destination.port" ? unmet.got : undefined;
  if (own === undefined) return [];
  const summary = `Add ${own} to the values of ${String(key)} in rule ${place.rule} of ${refText(ref)}`;
  const proposals = appended(
    mesh,
    ref,
    place.list,
    own,
    key === "source.principal" ? `${summary}, for ${caller}` : summary,
  );
  return key === "source.principal" ? proposals : proposals.map((proposal) => ({ ...proposal, weakens: true }));
}

/** Istio drops a rule whose key it does not know; mostly a letter is missing. */
function rightKey({ ref, path }: UnmetCondition, mesh: Mesh): readonly Proposal[] {
  const old = valueAt(mesh, { ref, path });
  if (typeof old !== "string") return [];
  const [word = "", ...rest] = old.split(/(?=\[)/);
  return nearTexts(word, whenKeys)
    .slice(0, 3)
    .map((near) => ({
      summary: `Write ${near}${rest.join("")} instead of ${old} in ${refText(ref)}`,
      changes: [replaceValue({ ref, path }, old, `${near}${rest.join("")}`)],
      after: [],
    }));
}

function appended(mesh: Mesh, ref: Ref, list: string, value: Json, summary: string): readonly Proposal[] {
  const spot = { ref, path: list };
  const old = valueAt(mesh, spot);
  if (!Array.isArray(old)) return [];
  const change: Change = appendValue(spot, old, value);
  return [{ summary, changes: [change], after: [] }];
}
