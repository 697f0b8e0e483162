import type { MutatingWebhookConfiguration } from "../../model/resources/networking.ts";
import type { Gap, Resources } from "../../model/snapshot.ts";
import { meshConfigIn } from "../mesh-config-in.ts";
import { limits } from "./limits.ts";
import { missingRight } from "./missing-right.ts";
import type { Read } from "./read.ts";

/** A control plane: which revision of Istio, and where. */
interface Revision {
  readonly namespace: string;
  /** `default` for one without a revision. */
  readonly revision: string;
}

const usual: Revision = { namespace: "istio-system", revision: "default" };
const webhooksRead: Read = { kind: "MutatingWebhookConfiguration" };

/**
 * The mesh's and the injector's configuration, by their names, of every revision that webhooks or istiod's Services
 * name; where no webhook names any, also of those that Namespaces and pods are labelled for.
 */
export function configurationReads(resources: Resources): readonly Read[] {
  return revisionsIn(resources).flatMap(({ namespace, revision }) => {
    const suffix = revision === "default" ? "" : `-${revision}`;
    return ["istio", "istio-sidecar-injector"].map((name) => ({
      kind: "ConfigMap" as const,
      namespace,
      name: `${name}${suffix}`,
    }));
  });
}

/** Where nothing tells where istiod is and its configuration was not found, it may be anywhere. */
export function configurationGap(resources: Resources, gaps: readonly Gap[]): readonly Gap[] {
  const { MutatingWebhookConfiguration: webhooks = [] } = resources;
  if (meshConfigIn(resources) !== undefined || gaps.some(({ kind }) => kind === "ConfigMap")) return [];
  if (revisionsNamed(webhooks).length > 0) return [];
  const asked = [...new Set(revisionsIn(resources).map(({ namespace }) => namespace))].join(", ");
  const isUnread = gaps.some(({ kind }) => kind === webhooksRead.kind);
  return [
    {
      what: "the mesh configuration",
      why: `it is not in ${asked}, and ${isUnread ? "the webhooks could not be read that tell" : "no webhook tells"} where istiod is`,
      grant: isUnread
        ? missingRight(webhooksRead)
        : "a cluster in which Istio is installed: mesh doctor tells what is in this one",
      kind: "ConfigMap",
    },
  ];
}

function revisionsIn(resources: Resources): readonly Revision[] {
  const { MutatingWebhookConfiguration = [], Service = [], Namespace = [], Pod = [] } = resources;
  const named = revisionsNamed(MutatingWebhookConfiguration);
  const served = Service.filter(({ metadata }) => metadata.labels.app === "istiod").map(
    ({ metadata: { namespace, labels } }) => ({ namespace, revision: labels["istio.io/rev"] ?? "default" }),
  );
  const known = [usual, ...named, ...served];
  const labelled =
    named.length > 0 ? [] : [...Namespace, ...Pod].map(({ metadata }) => metadata.labels["istio.io/rev"]);
  const places = new Set(known.map(({ namespace }) => namespace));
  const others = [...new Set(labelled)]
    .filter((revision) => revision !== undefined)
    .slice(0, limits.revisionsByLabel)
    .flatMap((revision) => [...places].map((namespace) => ({ namespace, revision })));
  return [...new Map([...known, ...others].map((each) => [`${each.namespace}/${each.revision}`, each])).values()];
}

/** Revisions whose webhooks say where they are. */
function revisionsNamed(configurations: readonly MutatingWebhookConfiguration[]): readonly Revision[] {
  return configurations.flatMap(({ metadata, webhooks }) =>
    webhooks.flatMap(({ name, clientConfig }): readonly Revision[] => {
      const namespace = clientConfig?.service?.namespace;
      const revision = metadata.labels["istio.io/rev"] ?? "default";
      return namespace !== undefined && name.endsWith("istio.io") ? [{ namespace, revision }] : [];
    }),
  );
}
