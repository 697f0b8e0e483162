import type { Kind } from "../../model/resource-kinds.ts";
import type { Gap } from "../../model/snapshot.ts";
import { heavyKinds } from "../interest/heavy-kinds.ts";
import { leftOut } from "../interest/left-out.ts";
import { accountsOf } from "./account-reads.ts";
import { podsOf, slicesOf } from "./heavy-reads.ts";
import { plural } from "./plural.ts";
import type { Read } from "./read.ts";
import type { Reader } from "./reader.ts";

/**
 * Of which namespaces what runs there was not read, or not all of it.
 * @param places namespaces that were read
 * @param addresses those of which is known which pod has them
 */
export function leftAlone(places: ReadonlySet<string>, addresses: readonly string[], kube: Reader): readonly Gap[] {
  const cut = [...places].flatMap((namespace) =>
    [podsOf(namespace), slicesOf(namespace)].flatMap((read) => cutOf(read, namespace, kube)),
  );
  const known = kube.all("Namespace").map(({ metadata }) => metadata.name);
  const all = new Set([...places, ...known]);
  const gaps = leftOut(
    [...heavyKinds, "ServiceAccount" as const].map((kind) => ({
      kind,
      plural: plural(kind),
      namespaces: [...all].filter((namespace) => isKnown(readOf(kind, namespace), kube)),
      ...(kind === "Pod" ? { addresses } : {}),
    })),
  );
  const isAll = ({ except = [] }: Gap): boolean => known.length > 0 && known.every((name) => except.includes(name));
  return [...cut, ...gaps.filter((gap) => !isAll(gap))];
}

/** By what a kind is known in a namespace: owners are asked for as their pods name them. */
function readOf(kind: Kind, namespace: string): Read {
  if (kind === "EndpointSlice") return slicesOf(namespace);
  if (kind === "ServiceAccount") return accountsOf(namespace);
  return kind === "Deployment" ? { kind, namespace } : podsOf(namespace);
}

/** What was cut is told on its own. */
function isKnown(read: Read, kube: Reader): boolean {
  return kube.isRead(read) || kube.cut(read) !== undefined;
}

function cutOf(read: Read, namespace: string, kube: Reader): readonly Gap[] {
  const cut = kube.cut(read);
  if (cut === undefined) return [];
  const what = `${plural(read.kind)} of ${namespace} beyond the first ${cut.kept} and those of both ends`;
  return [{ what, why: "more than are read of one namespace", kind: read.kind, namespace, isLeftOut: true }];
}
