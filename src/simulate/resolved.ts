import { exposing, portOf } from "../mesh/registry.ts";
import { byDefault, type Evidence, field } from "../model/evidence.ts";
import { refText } from "../model/ref.ts";
import { type End, type Hop, hop, onward } from "../model/trace.ts";
import type { Destination } from "./destination.ts";

/** What the dialled name stands for, before the request goes on. */
export function resolved(destination: Destination, onwards: Hop | End): Hop {
  return hop({
    kind: "resolve",
    at: "client",
    title: titleOf(destination),
    because: [evidenceOf(destination)],
    next: onward(onwards),
  });
}

function titleOf({ host, port, services, pod }: Destination): string {
  const service = exposing(services, port);
  if (service === undefined)
    return pod === undefined
      ? `${host}:${port}, outside the mesh`
      : `Pod ${pod.metadata.namespace}/${pod.metadata.name}, port ${port}`;
  const known = portOf(service, port);
  const declared =
    known === undefined
      ? "not exposed"
      : [known.name, known.protocol === "Auto" ? "protocol sniffed" : known.protocol]
          .filter((part) => part !== "")
          .join(", ");
  return `${refText(service.ref)}, port ${port} (${declared})`;
}

function evidenceOf({ host, port, services }: Destination): Evidence {
  const service = exposing(services, port);
  const known = service === undefined ? undefined : portOf(service, port);
  if (service === undefined) return byDefault(`${host} is in no registry of the mesh`);
  return known === undefined
    ? field(
        service.ref,
        "spec.ports",
        service.ports.map(({ number }) => number),
      )
    : field(service.ref, `${known.path}.port`, port);
}
