import { compare } from "../../model/compare.ts";
import type { Mesh } from "../../model/mesh.ts";

const prefixes = ["istio-sidecar-injector", "istio-revision-tag-"];

/** What `istio.io/rev` can name here: the tags, then the revisions, of the webhooks that were read. */
export function revisionNames(mesh: Mesh): readonly string[] {
  const injectors = mesh
    .all("MutatingWebhookConfiguration")
    .filter(
      ({ metadata: { name, labels } }) => labels.app === "sidecar-injector" || prefixes.some((p) => name.startsWith(p)),
    );
  const named = (label: string) => injectors.flatMap(({ metadata: { labels } }) => labels[label] ?? []).sort(compare);
  const names = [...new Set([...named("istio.io/tag"), ...named("istio.io/rev")])];
  return names.filter((name) => name !== "default");
}
