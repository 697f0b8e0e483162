import type { UnmetCondition } from "../../model/cause.ts";
import type { Mesh } from "../../model/mesh.ts";
import { accountIn } from "../../model/workload.ts";
import { conditionOf } from "./condition-of.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "*"];

/** Codes by which Kiali would name a condition that nothing can meet. */
export function knownAs(unmet: UnmetCondition, { home }: Mesh): readonly string[] {
  const mesh = home(unmet.ref);
  const { field } = conditionOf(unmet);
  const { wanted } = unmet;
  if (unmet.needsIdentity === true) return ["KIA0105"];
  if (field === "principals") return wanted.some((value) => isUnknownAccount(value, mesh)) ? ["KIA0106"] : [];
  if (field === "namespaces") return wanted.some((value) => isUnknownNamespace(value, mesh)) ? ["KIA0101"] : [];
  if (field === "methods") return wanted.some((value) => !methods.includes(value)) ? ["KIA0102"] : [];
  return [];
}

function isUnknownAccount(principal: string, mesh: Mesh): boolean {
  const account = accountIn(principal);
  if (account === undefined || mesh.all("ServiceAccount").length === 0) return false;
  const { namespace, name } = account;
  if (mesh.gap("ServiceAccount", namespace, name) !== undefined) return false;
  return mesh.get("ServiceAccount", namespace, name) === undefined;
}

function isUnknownNamespace(name: string, mesh: Mesh): boolean {
  return !name.includes("*") && mesh.all("Namespace").length > 0 && mesh.get("Namespace", "", name) === undefined;
}
