import type { Question } from "../../model/question.ts";
import type { AuthorizationPolicy } from "../../model/resources/security.ts";
import type { Scope } from "../../model/scope.ts";
import type { Resources } from "../../model/snapshot.ts";
import { gatewayNamespaces } from "./gateway-namespaces.ts";
import { controlPlane, type Interest, isAddressed, isAnyones, type Reach, reached, reachedIn } from "./interest.ts";
import type { Look } from "./look.ts";
import { type Roll, rollFor } from "./roll.ts";

/** Where to look for many pairs. */
export interface LookAbout extends Look {
  /** The same as `interest`, for sources that can ask for a pod by its address. */
  within(light: Resources): Interest;
  /** What all that is asked about leads to. */
  reaches(light: Resources): readonly Reach[];
}

/**
 * Where to look for many pairs where all would be too much: the namespaces that are asked about, those that policies
 * and Sidecars name as callers, those of gateways, and those that routes lead to. Rather too many than too few.
 */
export function lookAbout(scope: Scope): LookAbout {
  const subjects = scope.of.filter((typed) => namespaceIn(typed) === undefined);
  const named = [...scope.namespaces, ...scope.of.flatMap((typed) => namespaceIn(typed) ?? [])];
  const questions: readonly Question[] = [
    ...subjects.map((to) => asked("internet", to, scope)),
    ...scope.pairs.map(({ from, to }) => asked(from, to, scope)),
  ];
  const looks = questions.map((question) => ({ question, roll: rollFor(question) }));
  // Labels tell where gateways are, whoever asks.
  const edge = rollFor(asked("internet", "", scope));
  const rolls = [edge, ...looks.map(({ roll }) => roll)];
  return {
    roll: {
      names: new Set(rolls.flatMap(({ names }) => [...names])),
      needsLabels: true,
      needsServiceAccounts: rolls.some(({ needsServiceAccounts }) => needsServiceAccounts),
      note: (head) => {
        for (const roll of rolls) roll.note(head);
      },
    },
    isOfInterest: (namespace) =>
      named.includes(namespace) ||
      scope.of.includes(namespace) ||
      scope.everywhere === true ||
      looks.some(({ roll }) => roll.answersFrom.has(namespace) || roll.answersTo.has(namespace)),
    interest: (light) => (reaches(light).some(isAddressed) ? "all" : within(light)),
    within,
    reaches,
  };

  function reaches(light: Resources): readonly Reach[] {
    const whole = [...named, ...scope.of.filter((typed) => edge.namespaces.has(typed))];
    return [
      reachedIn(new Set(whole), edge, light),
      ...looks.filter(({ roll }) => isKnown(roll)).map(({ question, roll }) => reached(question, roll, light)),
    ];
  }

  function within(light: Resources): Interest {
    if (scope.everywhere === true || looks.some(({ roll }) => isKnown(roll) && isAnyones(roll))) return "all";
    const places = new Set(reaches(light).flatMap(({ namespaces }) => [...namespaces]));
    for (const name of [...controlPlane(light), ...gatewayNamespaces(edge, light)]) places.add(name);
    addCallers(places, light);
    return new Set([...places].filter((name) => edge.namespaces.has(name)));
  }
}

function asked(from: string, to: string, { namespace }: Scope): Question {
  return { from, to, headers: [], ...(namespace === undefined ? {} : { namespace }) };
}

/** `ns/shop` and `namespace/shop`. */
function namespaceIn(typed: string): string | undefined {
  return /^(?:ns|namespace)\/([^/]+)$/.exec(typed)?.[1];
}

/** A pair whose caller nobody is answers with an error; all others are not to wait for the whole cluster. */
function isKnown({ from, answersFrom }: Roll): boolean {
  return from.isInternet || from.isAddress || answersFrom.size > 0;
}

/** Namespaces that policies before what is asked about name, and of Sidecars that name it. */
function addCallers(places: Set<string>, { AuthorizationPolicy = [], Sidecar = [] }: Resources): void {
  const asked = new Set(places);
  for (const policy of AuthorizationPolicy)
    if (asked.has(policy.metadata.namespace)) for (const name of namespacesNamed(policy)) places.add(name);
  for (const { metadata, spec } of Sidecar)
    if (
      (spec.egress ?? []).some(({ hosts }) =>
        hosts.some((host) => !host.includes("*") && asked.has(host.split("/")[0] ?? "")),
      )
    )
      places.add(metadata.namespace);
}

function* namespacesNamed({ metadata, spec }: AuthorizationPolicy): Generator<string> {
  for (const { from = [], when = [] } of spec.rules ?? []) {
    for (const { source } of from) {
      for (const principal of source?.principals ?? []) yield /\/ns\/([^/*]+)/.exec(principal)?.[1] ?? "";
      yield* source?.namespaces ?? [];
      for (const account of source?.serviceAccounts ?? [])
        yield account.includes("/") ? (account.split("/")[0] ?? "") : metadata.namespace;
    }
    for (const { values = [] } of when)
      for (const value of values) yield /\/ns\/([^/*]+)/.exec(value)?.[1] ?? value.split("/")[0] ?? "";
  }
}
