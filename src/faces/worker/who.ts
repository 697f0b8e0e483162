import { who as whoCalls } from "../../diagnose/who.ts";
import type { Order } from "../../model/job.ts";
import { progressMessage } from "../../render/slack/progress-message.ts";
import { refusalMessage } from "../../render/slack/refusal-message.ts";
import { whoMessage } from "../../render/slack/who-message.ts";
import { clusterNamed } from "../config/cluster-named.ts";
import { admitPlaces } from "./admit.ts";
import type { Shift } from "./shift.ts";
import { watched } from "./watched.ts";

/** Tells who may call a service, and whom it calls. */
export async function who(
  shift: Shift,
  { cluster: name, of, namespace }: Extract<Order, { readonly verb: "who" }>,
): Promise<string> {
  const { options } = shift;
  const cluster = clusterNamed(options.config, name);
  shift.about(of, cluster.name);
  await shift.begin(progressMessage({ pair: of, cluster: cluster.name, stage: "reading the mesh" }));
  const words = { of, ...(namespace === undefined ? {} : { namespace }) };
  const snapshot = await shift
    .source(cluster)
    .read({ ...words, of: [of], namespaces: [], pairs: [] }, watched(shift, { pair: of, cluster: cluster.name }));
  const found = whoCalls(snapshot, words);
  const decision = await admitPlaces(shift, cluster.name, [found.of.namespace]);
  if (!decision.allowed) {
    shift.decide(decision);
    await shift.answer(refusalMessage(decision));
    return "refused";
  }
  shift.doubt(found.gaps.length);
  await shift.answer(whoMessage(found, { cluster: cluster.name, visibleTo: shift.job.reply.visibleTo }));
  return found.open;
}
