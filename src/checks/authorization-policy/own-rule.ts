import type { UnmetCondition } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import { refText } from "../../model/ref.ts";
import type { AuthorizationOperation, AuthorizationRule, AuthorizationSource } from "../../model/resources/security.ts";
import { appendValue } from "../change/append-value.ts";
import { valueAt } from "../value-at.ts";
import type { Admission } from "./admit-caller.ts";
import { conditionOf } from "./condition-of.ts";

/** Fields that tell who the peer is: its principal stands for them all. */
const identityFields: readonly (keyof AuthorizationSource)[] = [
  "principals",
  "namespaces",
  "serviceAccounts",
  "trustDomains",
];
const httpFields: readonly (keyof AuthorizationOperation)[] = [
  "hosts",
  "notHosts",
  "methods",
  "notMethods",
  "paths",
  "notPaths",
];

/** A rule like the nearest, for this caller alone, with what the request has in place of what it lacks. */
export function ownRule(admission: Admission): readonly Proposal[] {
  const { mesh, nearest, identity, caller } = admission;
  const spot = { ref: nearest.policy, path: "spec.rules" };
  const rules = valueAt(mesh, spot);
  const model = mesh.home(nearest.policy).get("AuthorizationPolicy", nearest.policy.namespace, nearest.policy.name)
    ?.spec.rules?.[nearest.rule];
  const rule = model === undefined || identity === undefined ? undefined : ruleLike(model, identity, admission);
  if (!Array.isArray(rules) || rule === undefined) return [];
  return [
    {
      summary: `Add a rule for ${caller} alone to ${refText(nearest.policy)}, like rule ${nearest.rule} otherwise`,
      changes: [appendValue(spot, rules, rule)],
      after: [],
    },
  ];
}

/** `undefined`: the model asks for something that the request cannot be given. */
function ruleLike(model: AuthorizationRule, identity: string, { nearest, cause }: Admission): Json | undefined {
  const { unmet } = nearest;
  const missed = unmet.map(conditionOf).filter(({ part }) => part === "when");
  if (missed.some(({ index }) => !isAboutPeer(model.when?.[index]?.key ?? ""))) return undefined;
  const when = (model.when ?? []).filter((_, i) => missed.every(({ index }) => index !== i));
  const from = [{ source: { ...sourceLike(model, unmet), principals: [identity] } }];
  const operation = operationLike(model, unmet, cause.tcp === true ? cause.port : undefined);
  const rule: Record<string, Json> = { from };
  if (operation !== undefined) rule.to = [{ operation }];
  if (when.length > 0) rule.when = when as unknown as Json;
  return rule;
}

/** The caller's principal says more than any of these. */
function isAboutPeer(key: string): boolean {
  return key.startsWith("source.") || key === "remote.ip";
}

/** What the nearest source demands besides an identity, and the request has. */
function sourceLike(model: AuthorizationRule, unmet: readonly UnmetCondition[]): Readonly<Record<string, Json>> {
  const places = unmet.map(conditionOf).filter(({ part }) => part === "source");
  const source = model.from?.[places[0]?.index ?? 0]?.source ?? {};
  const dropped = new Set<string>([...identityFields, ...places.map(({ field }) => field)]);
  return Object.fromEntries(
    Object.entries(source).filter(
      (entry): entry is [string, string[]] => !dropped.has(entry[0]) && entry[1] !== undefined,
    ),
  );
}

function operationLike(
  model: AuthorizationRule,
  unmet: readonly UnmetCondition[],
  tcpPort: number | undefined,
): Readonly<Record<string, Json>> | undefined {
  const missed = unmet.filter((one) => conditionOf(one).part === "operation");
  const operation = model.to?.[missed[0] === undefined ? 0 : conditionOf(missed[0]).index]?.operation;
  if (tcpPort !== undefined) {
    const kept = Object.entries(operation ?? {}).filter(
      ([field]) => !(httpFields as readonly string[]).includes(field),
    );
    return { ...(Object.fromEntries(kept) as Readonly<Record<string, Json>>), ports: [String(tcpPort)] };
  }
  if (operation === undefined) return undefined;
  const replaced = Object.fromEntries(missed.map((one): [string, Json] => [conditionOf(one).field, [one.got]]));
  return { ...(operation as Readonly<Record<string, Json>>), ...replaced };
}
