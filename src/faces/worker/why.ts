import { diagnose } from "../../diagnose/diagnose.ts";
import { fingerprint } from "../../follow/fingerprint.ts";
import type { Diagnosis } from "../../model/diagnosis.ts";
import type { Job, Order } from "../../model/job.ts";
import type { MessageRef } from "../../model/store.ts";
import { dedupKey } from "../../notify/dedup-key.ts";
import { page } from "../../render/pager-page.ts";
import { pairText } from "../../render/pair-text.ts";
import { diagnosisMessage } from "../../render/slack/diagnosis-message.ts";
import { pathMessage } from "../../render/slack/path-message.ts";
import { progressMessage } from "../../render/slack/progress-message.ts";
import { refusalMessage } from "../../render/slack/refusal-message.ts";
import { yamlMessage } from "../../render/slack/yaml-message.ts";
import { clusterNamed } from "../config/cluster-named.ts";
import { admitPlaces } from "./admit.ts";
import { refreshCatalogue } from "./catalogue.ts";
import { noAnswer } from "./no-answer.ts";
import type { Shift } from "./shift.ts";
import { watched } from "./watched.ts";

type Why = Extract<Order, { readonly verb: "why" }>;

/** Diagnoses a pair and answers with the message that on-call reads. */
export async function why(shift: Shift, { cluster: name, question }: Why): Promise<string> {
  const { options } = shift;
  const cluster = clusterNamed(options.config, name);
  const pair = `${question.from} → ${question.to}`;
  shift.about(pair, cluster.name);
  await shift.begin(progressMessage({ pair, cluster: cluster.name, stage: "reading the mesh" }));
  const began = options.now();
  const diagnosis = await diagnose(
    question,
    options.playbook,
    shift.source(cluster),
    watched(shift, { pair, cluster: cluster.name }),
  );
  const decision = await admitPlaces(shift, cluster.name, namespacesOf(diagnosis));
  if (!decision.allowed) {
    shift.decide(decision);
    await noAnswer(shift, refusalMessage(decision));
    return "refused";
  }
  shift.doubt(diagnosis.gaps.length);
  await reply(shift, diagnosis, { cluster: cluster.name, elapsed: (options.now() - began) / 1000 });
  await refreshCatalogue(shift, cluster);
  return diagnosis.verdict;
}

async function reply(
  shift: Shift,
  diagnosis: Diagnosis,
  { cluster, elapsed }: { readonly cluster: string; readonly elapsed: number },
): Promise<void> {
  const { job, options } = shift;
  const answerId = answerIdOf(job);
  const mark = fingerprint(diagnosis, cluster);
  const muted = await options.store.muted(mark, shift.now());
  const message = diagnosisMessage(diagnosis, {
    cluster,
    answerId,
    elapsed,
    warnings: job.warnings,
    visibleTo: job.reply.visibleTo,
    canEscalate: options.config.ladders.length > 0,
    ...(muted === undefined
      ? {}
      : { muted: { until: muted.until, by: (await options.people.person(muted.by)).name, reason: muted.reason } }),
    ...(job.by === undefined || job.by.isApp === true ? {} : { askedBy: job.by.user }),
  });
  const shown = { cluster, visibleTo: job.reply.visibleTo };
  const { from, to } = pairText(diagnosis.pair);
  const remember = async (ref: MessageRef | undefined): Promise<void> =>
    options.store.remember(
      {
        id: answerId,
        cluster,
        at: shift.now(),
        team: job.by?.team ?? "",
        user: job.by?.user ?? "",
        message: ref,
        pair: `${from} → ${to}`,
        verdict: diagnosis.verdict,
        summary: diagnosis.summary,
        fingerprint: mark,
        namespaces: namespacesOf(diagnosis),
        question: diagnosis.question,
        parts: {
          answer: JSON.stringify(message),
          path: JSON.stringify(pathMessage(diagnosis, shown)),
          yaml: JSON.stringify(yamlMessage(diagnosis, shown)),
          page: JSON.stringify({
            page: page(diagnosis, { cluster }),
            key: dedupKey(diagnosis.pair, { cluster, fingerprint: mark }),
          }),
        },
      },
      shift.now(),
    );
  // Its buttons are pressed as soon as it is seen: what they need is there before.
  const begun = shift.message();
  await remember(begun);
  const said = await shift.answer(message);
  if (said?.ts !== begun?.ts) await remember(said);
}

function namespacesOf({ pair }: Diagnosis): readonly string[] {
  return [...new Set([pair.from.namespace, pair.to.namespace])].filter((namespace) => namespace !== "");
}

/** The answer of a job; its buttons carry it. */
function answerIdOf({ id }: Job): string {
  return id.slice(0, 24);
}
