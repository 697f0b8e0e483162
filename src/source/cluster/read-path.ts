import { apiOf } from "../../kinds/api-of.ts";
import type { Query } from "./kube-api.ts";
import type { Read } from "./read.ts";

/** The path and the parameters by which a server is asked for something in a version of its API. */
export function readPath(
  { kind, namespace, name, labelSelector, fieldSelector }: Read,
  version: string,
): { readonly path: string; readonly query: Query } {
  const { group, plural } = apiOf(kind);
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const scope = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  const one = name === undefined ? "" : `/${encodeURIComponent(name)}`;
  return {
    path: `${root}${scope}/${plural}${one}`,
    query: {
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    },
  };
}
