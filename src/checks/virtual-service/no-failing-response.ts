import { askedService } from "../../model/asked-service.ts";
import type { Spot } from "../../model/cause.ts";
import { defineCheck } from "../../model/check.ts";
import type { PatchOperation, Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { pointer } from "../../model/path.ts";
import { refText } from "../../model/ref.ts";
import type { RegistryService } from "../../model/service.ts";
import { addMember } from "../change/add-member.ts";
import { replaceValue } from "../change/replace-value.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { propose } from "../propose.ts";
import { requestsText } from "../requests-text.ts";
import { valueAt } from "../value-at.ts";

/** A route may answer by itself; from 400 on that is a failure. */
export const noFailingResponse = defineCheck({
  id: "virtual-service/no-failing-response",
  step: "virtual-service",
  title: "no route answers with an error of its own",
  docs: `
    A \`directResponse\` (or a route whose destinations all have weight 0) lets the caller's proxy answer with an error;
    the service is never asked. Often it is left from a maintenance window: route to the service again.
  `,
  sameAs: [],
  classes: ["R28"],
  needs: ["traces", "mesh"],
  stations: ["route"],

  run({ traces, mesh, pair }) {
    return findingsOf(traces, ["direct-response"], ({ cause, share, trace }) => {
      const { spot, status } = cause;
      const answered = `${requestsText(share, trace.flow, "is", "are")} answered ${status} by the proxy itself`;
      const weightless = spot.path.endsWith(".route");
      return {
        summary: weightless
          ? `${answered}: every destination that ${refText(spot.ref)} routes to has weight 0`
          : `${answered}, as ${refText(spot.ref)} says`,
        layer: "routing",
        resource: spot,
        evidence: evidenceOf(mesh, spot, undefined, []),
        proposals: weightless ? weighing(spot, mesh) : routing(spot, mesh, askedService(pair, trace.flow)),
      };
    });
  },
});

function routing({ ref, path }: Spot, mesh: Mesh, service: RegistryService | undefined): readonly Proposal[] {
  const response = valueAt(mesh, { ref, path });
  const [port] = service?.ports ?? [];
  if (response === undefined || service === undefined || port === undefined) return [];
  const entry = path.slice(0, path.lastIndexOf("."));
  const destination = {
    host: service.hostname,
    ...(service.ports.length === 1 ? { port: { number: port.number } } : {}),
  };
  const patch: PatchOperation[] = [
    { op: "test", path: pointer(path), value: response },
    { op: "remove", path: pointer(path) },
    { op: "add", path: pointer(`${entry}.route`), value: [{ destination }] },
  ];
  return [
    propose(`Route to ${service.hostname} again instead of answering in ${refText(ref)}`, {
      kind: "patch",
      ref,
      patch,
    }),
  ];
}

/** Every weight is 0: the first destination gets all. */
function weighing({ ref, path }: Spot, mesh: Mesh): readonly Proposal[] {
  const spot = { ref, path: `${path}[0].weight` };
  const host = valueAt(mesh, { ref, path: `${path}[0].destination.host` });
  if (typeof host !== "string") return [];
  const change =
    valueAt(mesh, spot) === undefined
      ? addMember(spot, 100, { path: `${path}[0].destination.host`, value: host })
      : replaceValue(spot, 0, 100);
  return [propose(`Give all the weight to ${host} in ${refText(ref)}`, change)];
}
