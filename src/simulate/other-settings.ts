import { refText } from "../model/ref.ts";
import type { End, Side } from "../model/trace.ts";
import type { Workload } from "../model/workload.ts";
import { unknownEnd } from "./end.ts";

/** A proxy of a control plane whose mesh configuration says otherwise than that by which everything is judged. */
export function otherSettings({ proxy, owner }: Workload, at: Side): End | undefined {
  const { otherConfig } = proxy;
  if (otherConfig === undefined) return undefined;
  const what = `the mesh configuration of ${owner.name}'s own control plane, ${refText(otherConfig)}, beside another that differs,`;
  const station = at === "server" ? "inbound" : "capture";
  return unknownEnd(station, at, { code: "not-modelled", what, spot: { ref: otherConfig, path: "mesh" } });
}
