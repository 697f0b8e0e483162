import type { Ref } from "../model/ref.ts";
import type { RefJson } from "./diagnosis-json.ts";
import { present } from "./present.ts";

/** Which object is meant, without what else its carrier may hold. */
export function refJson({ apiVersion, kind, namespace, name, cluster }: Ref): RefJson {
  return { apiVersion, kind, namespace, name, ...present({ cluster }) };
}
