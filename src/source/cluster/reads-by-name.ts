import type { Kind } from "../../model/resource-kinds.ts";
import type { Wanted } from "../interest/wanted.ts";
import { isFitName, isFitNamespace } from "./fit-name.ts";
import { limits } from "./limits.ts";
import type { Read } from "./read.ts";
import { podReadAt } from "./written-addresses.ts";

const usual: readonly Kind[] = ["Deployment", "StatefulSet", "DaemonSet"];
const rare: readonly Kind[] = ["Job", "ServiceAccount", "Pod"];
const unusual: readonly Kind[] = [...rare, "CronJob"];

/** Kinds that an end of a question may be looked for in. */
export const kindsByName: readonly Kind[] = [...usual, ...rare, "ReplicaSet", "CronJob"];

/**
 * Where an end of a question may be found, whatever namespace it is in: by its name alone, so that the answer is small
 * however many there are. Services are all read anyway.
 */
export function readsByName(end: Wanted): readonly Read[] {
  if (end.isInternet) return [];
  if (end.isAddress) return [podReadAt(end.host)];
  if (end.kind !== undefined) return named(end, end.kind === "Service" ? usual : [end.kind]);
  // A namespace that is named is read anyway.
  return end.isQualified ? [] : named(end, usual);
}

/** Where an end in a named namespace may be found that is neither a Service nor a Deployment there. */
export function readsByNameInPlace(end: Wanted): readonly Read[] {
  return end.isQualified && end.kind === undefined && !end.isAddress ? named(end, usual.slice(1)) : [];
}

/** Where a caller in a named namespace may be found that is nothing else there. */
export function cronJobReadByName(end: Wanted): readonly Read[] {
  return end.isQualified && end.kind === undefined && !end.isAddress ? named(end, ["CronJob"]) : [];
}

/** The one pod that an end in a named namespace may be, for where not all of them are read. */
export function podReadByName(end: Wanted): readonly Read[] {
  return end.isQualified && end.kind === undefined && !end.isAddress ? named(end, ["Pod"]) : [];
}

/** Where else it may be found, if nobody answered. */
export function readsByNameOfRareKinds(end: Wanted): readonly Read[] {
  return end.isInternet || end.isAddress || end.kind !== undefined ? [] : named(end, unusual);
}

function named(end: Wanted, kinds: readonly Kind[]): readonly Read[] {
  if (!isFitName(end.name)) return [];
  const [namespace, ...others] = end.isQualified ? end.namespaces : [];
  if (end.isQualified && (namespace === undefined || others.length > 0 || !isFitNamespace(namespace))) return [];
  return kinds.map((kind) => ({
    kind,
    fieldSelector: `metadata.name=${end.name}`,
    ...(namespace === undefined ? {} : { namespace }),
  }));
}

/** What runs under which names, so that a slip of the keyboard is answered by what may have been meant. */
export const namesReads: readonly Read[] = usual.map((kind) => ({ kind, most: limits.names }));
