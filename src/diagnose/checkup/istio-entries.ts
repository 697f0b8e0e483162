import { imageVersion } from "../../mesh/settings.ts";
import { compare } from "../../model/compare.ts";
import type { CheckupEntry, Probes } from "../../model/doctor.ts";
import { entryOf } from "./entry-of.ts";
import { featuresEntry } from "./features-entry.ts";

/** Which Istio runs, by the images of istiod, and what of it is in use. */
export function istioEntries(probes: Probes): readonly CheckupEntry[] {
  const { resources, gaps } = probes;
  const { Pod = [], MutatingWebhookConfiguration: webhooks = [] } = resources;
  const versions = new Set<string>();
  const revisions = new Set<string>();
  for (const { metadata, spec } of Pod)
    for (const { image } of spec.containers) {
      const version = image === undefined || !image.includes("/pilot") ? undefined : imageVersion(image);
      if (version === undefined) continue;
      versions.add(version);
      revisions.add(metadata.labels["istio.io/rev"] ?? "default");
    }
  for (const { metadata, webhooks: each } of webhooks)
    if (each.some(({ name }) => name.endsWith("istio.io"))) revisions.add(metadata.labels["istio.io/rev"] ?? "default");
  const isUnread = gaps.some(({ kind }) => kind === "Pod");
  const known = [...versions].sort(compare);
  const named = [...revisions].sort(compare);
  return [
    known.length === 0
      ? entryOf(
          "version/istio",
          "warning",
          `Istio's version is not known: ${isUnread ? "istiod's pods could not be read" : "no pod of istiod was found"}`,
          "Rules that differ by version are taken as in the newest that meshwhy knows.",
        )
      : entryOf(
          "version/istio",
          "well",
          `Istio ${known.join(", ")}${named.length === 0 ? "" : `, revision ${named.join(", ")}`}`,
        ),
    featuresEntry(probes),
  ];
}
