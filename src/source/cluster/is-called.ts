import { isWanted, type Wanted } from "../interest/wanted.ts";
import type { Reader } from "./reader.ts";

/** What the end of a question usually is the name of. */
const kindsCalled = ["Service", "Deployment", "StatefulSet", "DaemonSet", "Job", "Pod"] as const;

/** Whether something of such a kind was read that is called as an end of a question is. */
export function isCalled(kind: (typeof kindsCalled)[number], end: Wanted, kube: Reader): boolean {
  return kube.all(kind).some(({ metadata }) => isWanted(end, metadata.namespace, metadata.name));
}

/** Whether anything was read that is called as an end of a question is, and that one usually is. */
export function isCalledSo(end: Wanted, kube: Reader): boolean {
  return kindsCalled.some((kind) => isCalled(kind, end, kube));
}
