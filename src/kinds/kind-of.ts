import { apiGroup } from "../model/ref.ts";
import type { Kind } from "../model/resource-kinds.ts";
import { apis } from "./api-of.ts";

const kinds: ReadonlyMap<string, Kind> = new Map(
  (Object.keys(apis) as Kind[]).map((kind) => [`${apis[kind].group}/${apis[kind].kind}`, kind]),
);

/** The name under which meshwhy knows a kind, in whatever version it is served; `undefined`: it does not read it. */
export function kindOf(apiVersion: string, kind: string): Kind | undefined {
  return kinds.get(`${apiGroup(apiVersion)}/${kind}`);
}
