import { apis } from "../../kinds/api-of.ts";
import { plainText } from "../../kinds/plain-text.ts";
import type { Kind } from "../../model/resource-kinds.ts";
import type { Gap } from "../../model/snapshot.ts";
import type { OpenSnapshot } from "./open-snapshots.ts";

/** Kinds that `istioctl bug-report` does not fetch at all. Source: istio/istio, tools/bug-report/pkg/content. */
const notFetched: readonly (readonly [kind: Kind, what: string, plural: string])[] = [
  ["NetworkPolicy", "NetworkPolicies", "networkpolicies"],
  ["Node", "Nodes", "nodes"],
  ["ServiceAccount", "ServiceAccounts", "serviceaccounts"],
];

/** Names what a bug report lacks, unless another snapshot brings it. */
export function bugReportGaps({ inputs, logs }: OpenSnapshot, present: ReadonlySet<Kind>): readonly Gap[] {
  const hasCustomResources = inputs.some(({ name, size }) => /\/crs(?:\.ya?ml)?$/.test(name) && size > 0);
  return [
    ...notFetched.flatMap(([kind, what, plural]) =>
      present.has(kind)
        ? []
        : [
            {
              what,
              why: "istioctl bug-report does not fetch them",
              grant: `kubectl get ${plural}${apis[kind].namespaced ? " -A" : ""} -o yaml, given as another --snapshot`,
              kind,
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
