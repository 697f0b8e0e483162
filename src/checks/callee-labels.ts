import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import type { Ref } from "../model/ref.ts";
import { podLabels } from "./pod-labels.ts";
import { selectingLabels } from "./selecting-labels.ts";

type Labels = Readonly<Record<string, string>>;

/** The labels that select what is called: the Service's selector where the server is among its pods, else the server's. */
export function calleeLabels(mesh: Mesh, { services }: Pair, server: Ref, known: Labels = {}): Labels {
  const [service] = services;
  const selector =
    service && mesh.home(service.ref).get("Service", service.ref.namespace, service.ref.name)?.spec.selector;
  const labels = { ...known, ...podLabels(mesh, server, known) };
  const entries = Object.entries(selector ?? {});
  const covered = entries.length > 0 && entries.every(([key, value]) => labels[key] === value);
  return covered && service?.ref.namespace === server.namespace && selector !== undefined
    ? selector
    : selectingLabels(mesh, server, known);
}
