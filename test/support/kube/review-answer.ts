/** `SelfSubjectAccessReview` and its like: what may I do, and who am I? */
import { json, type KubeAnswer } from "./kube-answer.ts";
import { badRequest, unsupportedMediaType } from "./kube-status.ts";
import { protobufReview, type ReviewSpec } from "./protobuf-review.ts";
import type { Authorizer, KubeUser } from "./rbac.ts";

export function reviewAnswer(
  kind: string,
  group: string,
  body: { readonly type: string; readonly bytes: Buffer },
  user: KubeUser,
  authorizer: Authorizer,
): KubeAnswer {
  const apiVersion = `${group}/v1`;
  const metadata = { creationTimestamp: null };
  if (kind === "SelfSubjectReview") {
    const userInfo = { username: user.name, groups: user.groups };
    return json(201, { kind, apiVersion, metadata, status: { userInfo } });
  }
  const spec = specOf(kind, body);
  if (spec === undefined) return unsupportedMediaType;
  if (typeof spec === "string") return badRequest(spec);
  if (kind === "SelfSubjectRulesReview") {
    if ((spec.namespace ?? "") === "") return badRequest("no namespace on request");
    const rules = authorizer.rules(user, spec.namespace ?? "");
    const status = {
      resourceRules: rules
        .filter(({ resources }) => resources !== undefined)
        .map(({ verbs, apiGroups, resources, resourceNames }) => ({ verbs, apiGroups, resources, resourceNames })),
      nonResourceRules: rules
        .filter(({ nonResourceURLs }) => nonResourceURLs !== undefined)
        .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
      incomplete: false,
    };
    return json(201, { kind, apiVersion, metadata, spec: {}, status });
  }
  const { resourceAttributes: resource, nonResourceAttributes: path } = spec;
  if ((resource === undefined) === (path === undefined))
    return badRequest(
      'SelfSubjectAccessReview.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    );
  const { allowed, reason } = authorizer.decide(
    user,
    resource === undefined
      ? { verb: path?.verb ?? "", path: path?.path ?? "" }
      : {
          verb: resource.verb ?? "",
          group: resource.group ?? "",
          resource: resource.resource ?? "",
          subresource: resource.subresource ?? "",
          namespace: resource.namespace ?? "",
          name: resource.name ?? "",
        },
  );
  return json(201, { kind, apiVersion, metadata, spec, status: { allowed, ...(reason !== "" && { reason }) } });
}

/** @returns `undefined` for a format that is not read, a text for what is wrong in one that is */
function specOf(
  kind: string,
  { type, bytes }: { readonly type: string; readonly bytes: Buffer },
): ReviewSpec | string | undefined {
  if (type.startsWith("application/vnd.kubernetes.protobuf")) return protobufReview(kind, bytes);
  if (type !== "" && !type.startsWith("application/json")) return undefined;
  try {
    return (JSON.parse(bytes.toString("utf8")) as { readonly spec?: ReviewSpec }).spec ?? {};
  } catch {
    return `Object 'Kind' is missing in '${bytes.toString("utf8", 0, 60)}'`;
  }
}
