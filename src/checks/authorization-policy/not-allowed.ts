import type { CauseOf, RuleMiss, Spot, UnmetCondition } from "../../model/cause.ts";
import type { Charge } from "../../model/check.ts";
import type { Advice } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Pair } from "../../model/pair.ts";
import { refKey, refText } from "../../model/ref.ts";
import { evidenceOf } from "../evidence-of.ts";
import type { Draft, Found } from "../findings-of.ts";
import { selectsNothing } from "../in-force/selects-nothing.ts";
import { serverName } from "../server-name.ts";
import { withShare } from "../with-share.ts";
import { admitCaller } from "./admit-caller.ts";
import { authorizationPolicyInForce } from "./authorization-policy-in-force.ts";
import { conditionOf } from "./condition-of.ts";
import { knownAs } from "./known-as.ts";
import { missText } from "./miss-text.ts";

type NotAllowed = Found<"rbac-no-allow"> & { readonly cause: CauseOf<"rbac-no-allow"> };

/** No ALLOW rule matches: the one that comes closest is named, with the condition that is not met. */
export function notAllowed(found: NotAllowed, mesh: Mesh, pair: Pair): Draft | undefined {
  const { cause, end } = found;
  const { nearest } = cause;
  const [unmet, ...others] = nearest?.unmet ?? [];
  const resource: Spot | undefined = unmet === undefined ? spotOf(cause) : { ref: unmet.ref, path: unmet.path };
  if (resource === undefined) return undefined;
  return {
    summary: withShare(found, "is refused", "are refused", whatOf(found, pair, mesh)),
    layer: "security",
    resource,
    related: [...others, ...otherMisses(cause)].slice(0, 4).map(({ ref, path }) => ({ ref, path })),
    evidence: evidenceOf(mesh, resource, unmet === undefined ? undefined : noteOf(unmet, cause, pair), end.because),
    charges: inertCharges(found, mesh, pair),
    proposals: admitCaller(cause, { mesh, pair, callee: serverName(found, pair, cause.server) }),
    advice: nearest === undefined ? [] : adviceOf(nearest, pair),
    sameAs: unmet === undefined ? [] : knownAs(unmet, mesh),
  };
}

function spotOf({ policies }: CauseOf<"rbac-no-allow">): Spot | undefined {
  const [ref] = policies;
  return ref === undefined ? undefined : { ref, path: "spec.rules" };
}

function whatOf(found: NotAllowed, pair: Pair, mesh: Mesh): string {
  const { nearest, server: owner, policies } = found.cause;
  const server = serverName(found, pair, owner);
  const caller = pair.from.name;
  if (nearest === undefined) return `no rule of the ${policies.length} ALLOW policies of ${server} admits ${caller}`;
  return missText(nearest, { server, caller, mesh });
}

function noteOf(
  { got, path }: UnmetCondition,
  { caller }: CauseOf<"rbac-no-allow">,
  { from }: Pair,
): string | undefined {
  if (path === "spec") return "no rules: it admits nobody";
  if (got === "") return undefined;
  return got === caller ? `${from.name} is ${got}` : `here: ${got}`;
}

function otherMisses({ misses, nearest }: CauseOf<"rbac-no-allow">): readonly UnmetCondition[] {
  return misses
    .filter((miss) => miss !== nearest && refKey(miss.policy) !== refKey(nearest?.policy ?? miss.policy))
    .flatMap(({ unmet }) => unmet.slice(0, 1));
}

/** Policies that would admit the request, and are not in force at the server. */
function inertCharges(found: NotAllowed, mesh: Mesh, pair: Pair): readonly Charge[] {
  const { inert = [], server, policies } = found.cause;
  return inert
    .filter((one) => !one.path.startsWith("spec.selector") || selectsNothing(mesh, one))
    .map((one) => ({
      summary: withShare(
        found,
        "is refused",
        "are refused",
        `${refText(one.ref)} would admit it at ${serverName(found, pair, server)}, but is not in force: ${one.why}`,
      ),
      resource: { ref: one.ref, path: one.path },
      related: policies.slice(0, 1).map((ref) => ({ ref, path: "spec" })),
      evidence: evidenceOf(mesh, one, one.why, [...one.evidence, ...found.end.because]),
      proposals: authorizationPolicyInForce(one, mesh, pair, server),
    }));
}

function adviceOf({ unmet, policy }: RuleMiss, { from }: Pair): readonly Advice[] {
  return unmet.flatMap((one): readonly Advice[] => {
    const { part, field, negated } = conditionOf(one);
    if (negated)
      return [
        {
          summary: `Ask who owns ${refText(policy)} whether ${one.path} is meant for this request`,
          why: "an explicit exclusion is a decision; nothing here overrules it",
        },
      ];
    const ofToken = field === "requestPrincipals" || one.got === "no accepted token";
    if (ofToken)
      return [
        {
          summary: `Let ${from.name} send a token that a RequestAuthentication of the server accepts; give it with --header "authorization: Bearer …" to ask again`,
          why: `${refText(policy)} asks for ${one.wanted.join(" or ")}, and ${one.got}`,
        },
      ];
    if (part === "when" && one.got.startsWith("no header"))
      return [{ summary: `Let ${from.name} send what ${one.path} asks for: ${one.wanted.join(" or ")}`, why: one.got }];
    return [];
  });
}
