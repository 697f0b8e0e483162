import type { Flow } from "../../model/flow.ts";
import type { Json } from "../../model/json.ts";

/** A match that takes this very request, and what to call it. */
export function matchFor({ method, path = "/" }: Flow): { readonly text: string; readonly match: Json } {
  const exact = path.split("?")[0] ?? path;
  return {
    text: `${method ?? "GET"} ${exact}`,
    match: { uri: { exact }, ...(method === undefined ? {} : { method: { exact: method } }) },
  };
}
