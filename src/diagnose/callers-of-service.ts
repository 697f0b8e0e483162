import { absence, type Evidence } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Neighbour, SeenCalls } from "../model/neighbour.ts";
import { type Ref, refKey } from "../model/ref.ts";
import type { RegistryService } from "../model/service.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Workload } from "../model/workload.ts";
import { type Admission, admissionOf, type Naming } from "./admission.ts";
import { bySight } from "./by-sight.ts";
import { gatewayCallers } from "./gateway-callers.ts";
import { hindrances } from "./hindrances.ts";
import { meshOf } from "./mesh-of.ts";
import { seenPairs } from "./seen-pairs.ts";
import { serversOf } from "./servers-of.ts";
import { sidecarCallers } from "./sidecar-callers.ts";
import { workloadsRead } from "./workloads-read.ts";

/** Who calls a service, or is meant to. */
export interface CallersOfService {
  /** The pods behind the service. */
  readonly servers: readonly Workload[];
  readonly admission: Admission;
  /** Workloads that are named or were seen; those seen most come first. */
  readonly workloads: readonly Neighbour[];
  /** Whole namespaces that are admitted, and identities that nothing runs as. */
  readonly others: readonly Neighbour[];
}

interface Found {
  readonly ref: Ref;
  readonly because: Evidence[];
  seen?: SeenCalls;
}

/** Finds the callers of a service: those that policies, gateways and Sidecars name, and those that logs show. */
export function callersOfService(snapshot: Snapshot, service: RegistryService): CallersOfService {
  const mesh = meshOf(snapshot);
  const servers = serversOf(mesh, { services: [service] });
  const admission = admissionOf(mesh, service, servers);
  const workloads = workloadsRead(mesh);
  const found = new Map<string, Found>();
  const others = new Map<string, Neighbour>();

  for (const naming of admission.namings) declare(naming);
  for (const { ref, evidence } of [...gatewayCallers(mesh, service), ...sidecarCallers(mesh, service)])
    add(ref, evidence);
  for (const { from, seen } of seenPairs(snapshot).into(service.hostname)) {
    const entry = add(from, undefined);
    entry.seen = seen;
  }
  const [server] = servers;
  return {
    servers,
    admission,
    workloads: [...found.values()].map((each) => neighbour(each)).sort(bySight),
    others: [...others.values()],
  };

  function declare(naming: Naming): void {
    const { named, value } = naming.source;
    switch (named.kind) {
      case "account": {
        const { namespace, account } = named;
        const identity = { namespace, serviceAccount: account };
        const admitted = naming.admits(identity);
        const running = workloads.runningAs(namespace, account);
        if (admitted) for (const ref of running) add(ref, naming.evidence);
        if (admitted && running.length > 0) return;
        const why = admitted
          ? notRunning(mesh, namespace)
          : "another part of the same rule leaves it out, or it is of another trust domain";
        other({ apiVersion: "v1", kind: "ServiceAccount", namespace, name: account }, naming, [absence(why)]);
        return;
      }
      case "namespace":
        other({ apiVersion: "v1", kind: "Namespace", namespace: "", name: named.namespace }, naming, []);
        return;
      case "pattern": {
        if (admission.open !== "named") return;
        const fitting = workloads.identities.filter((identity) => naming.admits(identity)).slice(0, mostOfPattern);
        for (const { namespace, serviceAccount } of fitting)
          for (const ref of workloads.runningAs(namespace, serviceAccount)) add(ref, naming.evidence);
        if (fitting.length === 0)
          other({ apiVersion: "v1", kind: "ServiceAccount", namespace: "", name: value }, naming, [
            absence("no workload that was read fits it"),
          ]);
      }
    }
  }

  function add(ref: Ref, evidence: Evidence | undefined): Found {
    const entry = found.get(refKey(ref)) ?? { ref, because: [] };
    found.set(refKey(ref), entry);
    if (evidence !== undefined && !entry.because.some((known) => sameEvidence(known, evidence)))
      entry.because.push(evidence);
    return entry;
  }

  function other(ref: Ref, { evidence, only }: Naming, but: readonly Evidence[]): void {
    const before = others.get(refKey(ref));
    others.set(refKey(ref), {
      ref,
      ground: "declared",
      because: [...(before?.because ?? []), evidence],
      seen: undefined,
      only: [...new Set([...(before?.only ?? []), ...only])],
      but,
    });
  }

  /** Of many callers only the names are wanted: what is admitted, and what stands against it, is looked at if asked. */
  function neighbour({ ref, because, seen }: Found): Neighbour {
    let sample: { readonly found: Workload | undefined } | undefined;
    const client = (): Workload | undefined => {
      sample ??= { found: workloads.sampleOf(ref) };
      return sample.found;
    };
    const admitted = (): ReturnType<Admission["admitting"]> => {
      const found = client();
      return found === undefined ? undefined : admission.admitting(found);
    };
    // Policies that let everybody in declare nobody; those that name a whole namespace do declare who was seen.
    const named = because.length === 0 && admission.open === "named" ? admitted() : undefined;
    const declared = named === undefined ? because : [named.evidence];
    return {
      ref,
      ground: seen === undefined ? "declared" : declared.length === 0 ? "seen" : "both",
      because: declared,
      seen,
      get only() {
        return admitted()?.only ?? [];
      },
      get but() {
        const found = client();
        return found === undefined ? [] : against(found, admitted() !== undefined);
      },
    };
  }

  function against(client: Workload, admitted: boolean): readonly Evidence[] {
    const { open } = admission;
    const { kind } = client.proxy;
    const anonymous = kind === "none" && open !== "everybody" && open !== "unknown";
    return [
      ...(anonymous ? [absence("it has no proxy, so it has no identity that a policy could name")] : []),
      ...(!admitted && (open === "named" || open === "nobody") ? [absence("no ALLOW rule names it")] : []),
      ...admission.refusing(client),
      ...hindrances(mesh, client, service, server),
    ];
  }
}

const mostOfPattern = 200;

function notRunning(mesh: Mesh, namespace: string): string {
  const unread = mesh.list("Pod", namespace).length === 0;
  return unread
    ? `no pod of namespace ${namespace} was read, so nothing is known to run as it`
    : "no workload that was read runs as it";
}

function sameEvidence(a: Evidence, b: Evidence): boolean {
  return a.kind === "field" && b.kind === "field" && a.path === b.path && refKey(a.ref) === refKey(b.ref);
}
