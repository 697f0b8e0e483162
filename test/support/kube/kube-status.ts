/** What an API server says when it does not do what it was asked: objects of kind `Status`, in Kubernetes' words. */
import { json, type KubeAnswer } from "./kube-answer.ts";
import type { RequestInfo } from "./request-info.ts";
import { qualified } from "./resource.ts";

/** Which thing a `Status` is about. */
interface About {
  readonly group: string;
  readonly plural: string;
  readonly name?: string;
}

/** A failure. `metadata` and `details` are what some failures carry besides. */
export function statusAnswer(
  code: number,
  reason: string,
  message: string,
  extra: { readonly metadata?: object; readonly details?: object } = {},
  headers?: Readonly<Record<string, string>>,
): KubeAnswer {
  const { metadata = {}, details } = extra;
  const body = { kind: "Status", apiVersion: "v1", metadata, status: "Failure", message, reason };
  return json(code, { ...body, ...(details && { details }), code }, headers);
}

export function notFound({ group, plural, name = "" }: About): KubeAnswer {
  return statusAnswer(404, "NotFound", `${qualified({ group, plural })} "${name}" not found`, {
    details: { name, ...(group !== "" && { group }), kind: plural },
  });
}

export const noSuchResource: KubeAnswer = statusAnswer(
  404,
  "NotFound",
  "the server could not find the requested resource",
  { details: {} },
);

export function badRequest(message: string): KubeAnswer {
  return statusAnswer(400, "BadRequest", message);
}

export const unauthorized: KubeAnswer = statusAnswer(401, "Unauthorized", "Unauthorized");

export const methodNotAllowed: KubeAnswer = statusAnswer(
  405,
  "MethodNotAllowed",
  "the server does not allow this method on the requested resource",
  { details: {} },
);

export const notAcceptable: KubeAnswer = statusAnswer(
  406,
  "NotAcceptable",
  "only the following media types are accepted: application/json",
);

export const unsupportedMediaType: KubeAnswer = statusAnswer(
  415,
  "UnsupportedMediaType",
  "the body of the request was in an unknown format - accepted media types include: application/json, application/vnd.kubernetes.protobuf",
);

/** @param fresh a token with which the rest of the list can be had, though it may have changed since */
export function expired(fresh: string): KubeAnswer {
  return statusAnswer(
    410,
    "Expired",
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
    { metadata: { continue: fresh } },
  );
}

export function tooManyRequests(retryAfterSeconds: number | undefined): KubeAnswer {
  return statusAnswer(
    429,
    "TooManyRequests",
    "Too many requests, please try again later.",
    { details: retryAfterSeconds === undefined ? {} : { retryAfterSeconds } },
    retryAfterSeconds === undefined ? undefined : { "retry-after": String(retryAfterSeconds) },
  );
}

/** @param why what the authorizer adds: a role that a binding names and that is not there, for instance */
export function forbidden(user: string, info: RequestInfo, why = ""): KubeAnswer {
  const said = escaped(`${forbiddenWords(user, info)}${why === "" ? "" : `: ${why}`}`);
  if (info.resource === undefined) return statusAnswer(403, "Forbidden", `forbidden: ${said}`, { details: {} });
  const { group, plural } = info.resource;
  const name = info.name === "" ? "" : ` "${info.name}"`;
  return statusAnswer(403, "Forbidden", `${qualified({ group, plural })}${name} is forbidden: ${said}`, {
    details: { ...(info.name !== "" && { name: info.name }), ...(group !== "" && { group }), kind: plural },
  });
}

function forbiddenWords(user: string, { verb, path, resource, namespace }: RequestInfo): string {
  if (resource === undefined) return `User "${user}" cannot ${verb} path "${path}"`;
  const { group, plural, subresource } = resource;
  const what = subresource === "" ? plural : `${plural}/${subresource}`;
  const where = namespace === "" ? "at the cluster scope" : `in the namespace "${namespace}"`;
  return `User "${user}" cannot ${verb} resource "${what}" in API group "${group}" ${where}`;
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
