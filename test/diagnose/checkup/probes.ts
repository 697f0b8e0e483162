/** What mesh doctor finds, made up. */
import type { ConfigProbe } from "../../../src/diagnose/checkup/config-entry.ts";
import { doctor } from "../../../src/diagnose/doctor.ts";
import type { CheckupEntry, LiveProbes, Probes, RightProbe } from "../../../src/model/doctor.ts";
import { type RawObject, snapshotOf } from "../../support/snapshot.ts";

export const at = "2026-11-20T14:00:00Z";
export const live: LiveProbes = {
  reach: [
    { step: "tcp", state: "well", what: "port 443 of 10.0.0.1 is open" },
    { step: "tls", state: "well", what: "the server's certificate is trusted, and good until 2027-01-01" },
    { step: "authentication", state: "well", what: "asks as meshwhy" },
  ],
  version: "v1.34.2",
  served: { "networking.istio.io": ["v1", "v1beta1"] },
  rights: [],
  excess: [],
};

export function probes(objects: readonly RawObject[] = [], more: Partial<Probes> = {}): Probes {
  const { resources } = snapshotOf(objects);
  return { name: "prod-eu", live, resources, gaps: [], at, here: at, ...more };
}

export function right(more: Partial<RightProbe>): RightProbe {
  return {
    name: "list pods",
    rule: '{apiGroups: [""], resources: [pods], verbs: [list]}',
    without: "who calls",
    need: "needed",
    granted: "reader",
    isClusterWide: false,
    answer: { is: "yes" },
    ...more,
  };
}

export function entryOf(given: Probes, id: string, config?: ConfigProbe): CheckupEntry | undefined {
  return doctor(given, config)
    .groups.flatMap(({ entries }) => entries)
    .find((entry) => entry.id === id);
}

export const webhook = (revision?: string): RawObject => ({
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "MutatingWebhookConfiguration",
  metadata: {
    name: `injector-${revision ?? "default"}`,
    labels: revision === undefined ? {} : { "istio.io/rev": revision },
  },
  webhooks: [{ name: "namespace.sidecar-injector.istio.io" }],
});
