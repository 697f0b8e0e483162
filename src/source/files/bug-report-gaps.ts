import { apis } from "../../kinds/api-of.ts";
import { plainText } from "../../kinds/plain-text.ts";
import type { Kind } from "../../model/resource-kinds.ts";
import type { Gap } from "../../model/snapshot.ts";
import type { OpenSnapshot } from "./open-snapshots.ts";

/**
 * Kinds that `istioctl bug-report` does not fetch at all, and what is taken for granted in their place.
 * Source: istio/istio, tools/bug-report/pkg/content.
 */
const notFetched: readonly (readonly [kind: Kind, what: string, instead: string])[] = [
  ["NetworkPolicy", "NetworkPolicies", "; none is taken to stand in the way"],
  ["Node", "Nodes", ", and zones and regions are not known"],
  ["ServiceAccount", "ServiceAccounts", ""],
];

/**
 * Names what a bug report lacks, unless another snapshot brings it. What it never has makes no answer unknown, or it
 * would answer nothing: as in any snapshot of files, none of a kind means that none is in force. What it should have
 * and lacks is not guessed at.
 */
export function bugReportGaps({ inputs, logs }: OpenSnapshot, present: ReadonlySet<Kind>): readonly Gap[] {
  const hasCustomResources = inputs.some(({ name, size }) => /\/crs(?:\.ya?ml)?$/.test(name) && size > 0);
  return [
    ...notFetched.flatMap(([kind, what, instead]) =>
      present.has(kind)
        ? []
        : [
            {
              what,
              why: `istioctl bug-report does not fetch them${instead}`,
              grant: `kubectl get ${apis[kind].plural}${apis[kind].namespaced ? " -A" : ""} -o yaml, given as another --snapshot`,
            },
          ],
    ),
    ...(hasCustomResources ? [] : customKinds.filter((kind) => !present.has(kind)).map(unfetched)),
    ...(logs.length > 0
      ? []
      : [{ what: "proxy logs", why: "the bug report holds none", grant: "istioctl bug-report --include NAMESPACE" }]),
  ];
}

const customKinds = (Object.keys(apis) as Kind[]).filter((kind) =>
  /(?:^|\.)istio\.io$|^gateway\.networking\.k8s\.io$/.test(apis[kind].group),
);

function unfetched(kind: Kind): Gap {
  const { plural, group } = apis[kind];
  return {
    what: plainText(`${plural}.${group}`),
    why: "the bug report has no cluster/crs",
    grant: `kubectl get ${plural}.${group} -A -o yaml, given as another --snapshot`,
    kind,
  };
}
