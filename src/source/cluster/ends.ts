import { compare } from "../../model/compare.ts";
import type { Pod, Service } from "../../model/resources/core.ts";
import type { Controller } from "../../model/resources/workloads.ts";
import type { Resources } from "../../model/snapshot.ts";
import { fits } from "../interest/fits.ts";
import { isServiceAccount, isWanted, type Wanted } from "../interest/wanted.ts";
import type { Aim } from "./aim.ts";
import { podsAt, writtenAddresses } from "./written-addresses.ts";

type Labels = Readonly<Record<string, string>>;

/** What pods of one end have in common. */
export interface Selection {
  readonly namespace: string;
  readonly labels: Labels;
}

/** One end of a question among what was read. */
export interface End {
  /** By which labels its pods are known. */
  readonly selections: readonly Selection[];
  /** Services that stand for it. */
  readonly services: readonly Service[];
  /** Its pods, by namespace and name. */
  readonly pods: readonly Pod[];
}

const controllers = ["Deployment", "StatefulSet", "DaemonSet"] as const;

/** The ends of a question: pods of what is called so, and of every Service that the request may be sent to. */
export function endsOf(aim: Aim, resources: Resources): readonly End[] {
  const [from, to] = aim.ends;
  if (from === undefined || to === undefined) return [];
  return [endOf(from, resources, nowhere), endOf(to, resources, aim.reaches(resources))];
}

type Reached = Pick<ReturnType<Aim["reaches"]>, "services" | "entries" | "machines">;
const nowhere: Reached = { services: [], entries: [], machines: [] };

function endOf(end: Wanted, resources: Resources, { services: sentTo, entries, machines }: Reached): End {
  const called = (resources.Service ?? []).filter(({ metadata }) => isWanted(end, metadata.namespace, metadata.name));
  const services = [...new Set([...called, ...sentTo])];
  const selections = [
    ...services.flatMap(({ metadata, spec }) => selection(metadata.namespace, spec.selector)),
    ...controllers
      .flatMap((kind): readonly Controller[] => resources[kind] ?? [])
      .filter(({ metadata }) => isWanted(end, metadata.namespace, metadata.name))
      .flatMap(({ metadata, spec }) => selection(metadata.namespace, spec.selector?.matchLabels)),
    ...entries.flatMap(({ metadata, spec }) => selection(metadata.namespace, spec.workloadSelector?.labels)),
    ...(end.isInternet ? gateways(resources) : []),
  ];
  const { Pod = [] } = resources;
  const written = podsAt(writtenAddresses({ services: sentTo, entries, machines }, resources), Pod);
  const pods = Pod.filter((pod) => isPodOf(end, selections, pod) || written.includes(pod));
  return { selections, services, pods: [...pods].sort(byName) };
}

function isPodOf(end: Wanted, selections: readonly Selection[], { metadata, spec, status }: Pod): boolean {
  const { namespace, name, labels } = metadata;
  if (end.isAddress && status.podIP === end.host) return true;
  if (isWanted(end, namespace, name)) return true;
  if (isServiceAccount(end) && isWanted(end, namespace, spec.serviceAccountName ?? "default")) return true;
  return selections.some((selection) => selection.namespace === namespace && fits(selection.labels, labels));
}

/** Whatever a Gateway selects, in whichever namespace. */
function gateways({ Gateway = [], Pod = [] }: Resources): readonly Selection[] {
  const namespaces = [...new Set(Pod.map(({ metadata }) => metadata.namespace))];
  return Gateway.flatMap(({ spec }) => namespaces.flatMap((namespace) => selection(namespace, spec.selector)));
}

function selection(namespace: string, labels: Labels | undefined): readonly Selection[] {
  return labels === undefined || Object.keys(labels).length === 0 ? [] : [{ namespace, labels }];
}

function byName({ metadata: a }: Pod, { metadata: b }: Pod): number {
  return compare(a.namespace, b.namespace) || compare(a.name, b.name);
}
