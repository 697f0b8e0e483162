import type { CauseOf } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { replaceValue } from "../change/replace-value.ts";
import { nearTexts } from "../near-text.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";

/** Changes of the Service that give it endpoints. What its pods lack no patch gives. */
export function gainEndpoints(cause: CauseOf<"no-endpoints">, mesh: Mesh): readonly Proposal[] {
  switch (cause.reason) {
    case "selector":
      return selecting(cause, mesh);
    case "named-port":
      return targeting(cause, mesh);
    case "node-local":
      return [
        propose(
          `Let ${refText(cause.spot.ref)} send to endpoints on every node`,
          replaceValue(cause.spot, "Local", "Cluster"),
        ),
      ];
    default:
      return [];
  }
}

/** The same keys, with the values that the nearest workload has; a key that it has not is dropped. */
function selecting({ spot, related }: CauseOf<"no-endpoints">, mesh: Mesh): readonly Proposal[] {
  const [near] = related;
  const old = valueAt(mesh, spot);
  const labels = near === undefined ? undefined : valueAt(mesh, near);
  if (near === undefined || !isMap(old) || !isMap(labels)) return [];
  const wanted = Object.fromEntries(
    Object.keys(old).flatMap((key) => (key in labels ? [[key, labels[key] ?? ""]] : [])),
  );
  const text = Object.entries(wanted).map(([key, value]) => `${key}=${String(value)}`);
  return text.length === 0
    ? []
    : [propose(`Select the pods of ${refText(near.ref)}: ${text.join(", ")}`, replaceValue(spot, old, wanted))];
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The names and numbers that the pod's containers do declare, the likeliest first. */
function targeting({ spot, service, related }: CauseOf<"no-endpoints">, mesh: Mesh): readonly Proposal[] {
  const [pod] = related;
  const old = valueAt(mesh, spot);
  const found = pod === undefined ? undefined : mesh.home(pod.ref).get("Pod", pod.ref.namespace, pod.ref.name);
  if (found === undefined || typeof old !== "string") return [];
  const ports = found.spec.containers
    .filter(({ name }) => name !== "istio-proxy")
    .flatMap((container) => container.ports ?? []);
  const names = nearTexts(
    old,
    ports.flatMap(({ name }) => (name === undefined ? [] : [name])),
  );
  const number = valueAt(mesh, { ref: spot.ref, path: spot.path.replace(/targetPort$/, "port") });
  const numbers = ports.map(({ containerPort }) => containerPort);
  const likely = numbers.length === 1 ? numbers : numbers.filter((one) => one === number);
  return [...names, ...likely]
    .slice(0, 3)
    .map((target) =>
      propose(`Send to port ${target}, which the pods of ${refText(service)} declare`, replaceValue(spot, old, target)),
    );
}
