/** What a request is about, told from method and path alone, as Kubernetes tells it before it authorises. */
import { fieldRequirements } from "./field-selector.ts";

export interface RequestInfo {
  readonly verb: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** `undefined`: a path that names no resource, as `/version` does. */
  readonly resource:
    | { readonly group: string; readonly version: string; readonly plural: string; readonly subresource: string }
    | undefined;
  /** "" where none is named. */
  readonly namespace: string;
  readonly name: string;
  /** What stands behind the subresource: the path that a proxy is to ask for. */
  readonly rest: string;
}

/** @param path without query, still encoded */
export function requestInfo(method: string, path: string, query: URLSearchParams): RequestInfo {
  const none = { verb: method.toLowerCase(), path, query, resource: undefined, namespace: "", name: "", rest: "" };
  const [root, ...given] = path.replace(/^\/+/, "").split("/");
  const isCore = root === "api";
  if (!(isCore || root === "apis") || given.length < (isCore ? 2 : 3)) return none;
  const [group = "", version = "", ...parts] = isCore ? ["", ...given] : given;
  if (parts[0] === undefined || parts[0] === "") return none;
  let namespace = "";
  let rest = parts;
  if (parts[0] === "namespaces" && parts.length > 1) {
    namespace = decoded(parts[1]);
    // The namespace itself is asked for; its own namespace is then its name.
    if (parts.length > 2 && !["status", "finalize"].includes(parts[2] ?? "")) rest = parts.slice(2);
  }
  const [plural = "", rawName, subresource = ""] = rest;
  const name = decoded(rawName);
  return {
    ...none,
    verb: verbOf(method, name, query),
    resource: { group, version, plural, subresource },
    namespace,
    name: name === "" ? nameSelected(method, query) : name,
    rest: rest.slice(3).join("/"),
  };
}

function verbOf(method: string, name: string, query: URLSearchParams): string {
  if (method === "GET" || method === "HEAD") {
    if (name !== "") return "get";
    return ["true", "1"].includes(query.get("watch") ?? "") ? "watch" : "list";
  }
  if (method === "DELETE") return name === "" ? "deletecollection" : "delete";
  return ({ POST: "create", PUT: "update", PATCH: "patch" } as const)[method] ?? "";
}

/** A list of the one object of a name counts as that name's. */
function nameSelected(method: string, query: URLSearchParams): string {
  if (method !== "GET" && method !== "DELETE") return "";
  const requirements = fieldRequirements(query.get("fieldSelector") ?? "") ?? [];
  return requirements.find(({ field, isEqual }) => field === "metadata.name" && isEqual)?.value ?? "";
}

function decoded(part = ""): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
