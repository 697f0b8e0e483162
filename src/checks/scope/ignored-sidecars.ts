import { askedService } from "../../model/asked-service.ts";
import type { Inert } from "../../model/cause.ts";
import type { Charge } from "../../model/check.ts";
import { field } from "../../model/evidence.ts";
import { refKey, refText } from "../../model/ref.ts";
import type { Sidecar } from "../../model/resources/routing.ts";
import { importBySidecar } from "../in-force/import-by-sidecar.ts";
import { clientNamespace, type Scene } from "../in-force/scene.ts";
import { refOf } from "../ref-of.ts";

/** Sidecars that do import the host, and are not in force since an older one of the namespace has no selector either. */
export function ignoredSidecars(inert: readonly Inert[], scene: Scene, summary: string): readonly Charge[] {
  const chosen = inert.find(({ ref, reason }) => ref.kind === "Sidecar" && reason === "egress");
  const service = askedService(scene.pair, scene.flow);
  const namespace = clientNamespace(scene);
  if (chosen === undefined || service === undefined || chosen.ref.namespace !== namespace) return [];
  return scene.mesh.list("Sidecar", namespace).flatMap((sidecar): Charge[] => {
    const ref = refOf(sidecar);
    const entry = importing(sidecar, namespace, service.namespace, service.hostname);
    if (refKey(ref) === refKey(chosen.ref) || sidecar.spec.workloadSelector !== undefined || entry === undefined)
      return [];
    return [
      {
        summary: `${summary}: ${refText(ref)} imports it, but ${refText(chosen.ref)} is older, and only one Sidecar without a selector is in force`,
        resource: { ref, path: entry.path },
        related: [{ ref: chosen.ref, path: chosen.path }],
        evidence: [field(ref, entry.path, entry.written), ...chosen.evidence],
        proposals: importBySidecar(chosen, scene),
      },
    ];
  });
}

/** The egress host that takes a service in. */
function importing(
  { spec }: Sidecar,
  client: string,
  namespace: string,
  host: string,
): { readonly path: string; readonly written: string } | undefined {
  for (const [i, { hosts }] of (spec.egress ?? []).entries())
    for (const [j, written] of hosts.entries()) {
      const [scope, name = ""] = written.split("/");
      const covers = scope === "*" || (scope === "." ? client : scope) === namespace;
      const named = name === host || name === "*" || (name.startsWith("*.") && host.endsWith(name.slice(1)));
      if (covers && named) return { path: `spec.egress[${i}].hosts[${j}]`, written };
    }
  return undefined;
}
