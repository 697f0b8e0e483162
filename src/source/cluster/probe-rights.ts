import { apiOf } from "../../kinds/api-of.ts";
import { isRawObject, type RawObject } from "../../kinds/raw-object.ts";
import type { RightAnswer, RightProbe } from "../../model/doctor.ts";
import type { Kind } from "../../model/resource-kinds.ts";
import type { KubeApi } from "./kube-api.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import type { Permission } from "./permissions.ts";
import { type Right, ruleText } from "./right.ts";

const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

/** Rights that no part of meshwhy ever uses, with what they open. */
const excessive: readonly (readonly [what: string, right: RightLike])[] = [
  ["do anything", { group: "*", resource: "*", verb: "*" }],
  ["read every Secret", { group: "", resource: "secrets", verb: "list" }],
  ["run commands in pods", { group: "", resource: "pods/exec", verb: "create" }],
  ["change workloads", { group: "apps", resource: "deployments", verb: "patch" }],
];

/** One that only those use who have proxies asked. */
const forwarding = ["forward ports of pods", { group: "", resource: "pods/portforward", verb: "create" }] as const;

type RightLike = Omit<Right, "verb"> & { readonly verb: string };

/** How to ask about rights. */
export interface RightsOptions {
  readonly signal: AbortSignal;
  /** Asked one by one where a right is not there in all of them. */
  readonly namespaces: readonly string[];
}

/** Asks the server whether each of these rights is there; all at once. */
export async function probeRights(
  api: KubeApi,
  permissions: readonly Permission[],
  options: RightsOptions,
): Promise<readonly RightProbe[]> {
  return Promise.all(
    permissions.map(async ({ right, purpose, need, granted, kind }) => ({
      name: nameOf(right),
      rule: ruleText(right),
      without: purpose.without,
      need,
      granted,
      isClusterWide: kind !== undefined && !apiOf(kind).namespaced,
      ...(right.namespace === undefined ? {} : { namespace: right.namespace }),
      answer: await answerOf(api, right, kind, options),
    })),
  );
}

/** What may be done that meshwhy never does. What cannot be asked is taken for not allowed. */
export async function probeExcess(api: KubeApi, forwards: boolean, signal: AbortSignal): Promise<readonly string[]> {
  const found = await Promise.all(
    [...excessive, ...(forwards ? [] : [forwarding])].map(async ([what, right]) => {
      const answer = await ask(api, right, signal);
      return answer.is === "yes" ? [what] : [];
    }),
  );
  // Whoever may do anything may do the rest, too.
  const [anything, ...others] = found;
  return anything?.length === 1 ? anything : others.flat();
}

async function answerOf(
  api: KubeApi,
  right: Right,
  kind: Kind | undefined,
  { signal, namespaces }: RightsOptions,
): Promise<RightAnswer> {
  const everywhere = await ask(api, right, signal);
  const isPlaced = right.namespace !== undefined || (kind !== undefined && !apiOf(kind).namespaced);
  if (everywhere.is !== "no" || isPlaced || namespaces.length === 0) return everywhere;
  const each = await Promise.all(
    namespaces.map(async (namespace) => ({ namespace, answer: await ask(api, { ...right, namespace }, signal) })),
  );
  const of = (is: RightAnswer["is"]): readonly string[] =>
    each.filter(({ answer }) => answer.is === is).map(({ namespace }) => namespace);
  const allowed = of("yes");
  if (allowed.length === 0) return everywhere;
  return {
    is: "some",
    allowed,
    denied: each.map(({ namespace }) => namespace).filter((one) => !allowed.includes(one)),
  };
}

async function ask(api: KubeApi, right: RightLike, signal: AbortSignal): Promise<RightAnswer> {
  const { group, resource, verb, name, namespace } = right;
  const [plural = "", subresource] = resource.split("/");
  const body: RawObject = {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    spec: {
      resourceAttributes: {
        group,
        resource: plural,
        verb,
        ...(subresource === undefined ? {} : { subresource }),
        ...(name === undefined ? {} : { name }),
        ...(namespace === undefined ? {} : { namespace }),
      },
    },
  };
  try {
    const { status } = await api.review(path, body, { signal });
    if (!isRawObject(status) || typeof status.allowed !== "boolean")
      return { is: "untold", why: "the server's answer says neither yes nor no" };
    return { is: status.allowed ? "yes" : "no" };
  } catch (error) {
    if (!(error instanceof KubeTrouble)) throw error;
    return { is: "untold", why: error.message };
  }
}

function nameOf({ group, resource, verb, name }: Right): string {
  return `${verb} ${resource}${group === "" ? "" : `.${group}`}${name === undefined ? "" : ` ${name}`}`;
}
