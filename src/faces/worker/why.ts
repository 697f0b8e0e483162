import { diagnose } from "../../diagnose/diagnose.ts";
import { fingerprint } from "../../follow/fingerprint.ts";
import type { ClusterConfig } from "../../model/config.ts";
import type { Diagnosis } from "../../model/diagnosis.ts";
import type { Job, Order } from "../../model/job.ts";
import type { Source } from "../../model/source.ts";
import type { MessageRef } from "../../model/store.ts";
import { dedupKey } from "../../notify/dedup-key.ts";
import { page } from "../../render/pager-page.ts";
import { pairText } from "../../render/pair-text.ts";
import { diagnosisMessage } from "../../render/slack/diagnosis-message.ts";
import { pathMessage } from "../../render/slack/path-message.ts";
import { progressMessage } from "../../render/slack/progress-message.ts";
import { refusalMessage } from "../../render/slack/refusal-message.ts";
import { yamlMessage } from "../../render/slack/yaml-message.ts";
import { pairSource } from "../../source/pair-source.ts";
import { withClusters } from "../../source/with-clusters.ts";
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
  const far = question.toCluster === undefined ? undefined : clusterNamed(options.config, question.toCluster);
  const pair = `${question.from} → ${question.to}${far === undefined ? "" : `@${far.name}`}`;
  shift.about(pair, cluster.name);
  await shift.begin(progressMessage({ pair, cluster: cluster.name, stage: "reading the mesh" }));
  const began = options.now();
  const diagnosis = await diagnose(
    question,
    options.playbook,
    sourceFor(shift, cluster, far),
    watched(shift, { pair, cluster: cluster.name }),
  );
  const decision = await admitPlaces(shift, cluster.name, namespacesOf(diagnosis), far?.name);
  if (!decision.allowed) {
    shift.decide(decision);
    await noAnswer(shift, refusalMessage(decision));
    return "refused";
  }
  shift.doubt(diagnosis.gaps.length);
  await reply(shift, diagnosis, {
    cluster: cluster.name,
    toCluster: far?.name,
    elapsed: (options.now() - began) / 1000,
  });
  await refreshCatalogue(shift, cluster);
  return diagnosis.verdict;
}

/** Where both ends are read; a pair of one cluster is read once. */
function sourceFor(shift: Shift, near: ClusterConfig, far: ClusterConfig | undefined): Source {
  const names = shift.options.config.clusters.map(({ name }) => name);
  if (far === undefined || far.name === near.name) return withClusters(shift.source(near), names);
  return pairSource(
    { cluster: near.name, source: shift.source(near) },
    { cluster: far.name, source: shift.source(far) },
  );
}

interface Answered {
  readonly cluster: string;
  readonly toCluster: string | undefined;
  readonly elapsed: number;
}

async function reply(shift: Shift, diagnosis: Diagnosis, { cluster, toCluster, elapsed }: Answered): Promise<void> {
  const { job, options } = shift;
  const answerId = answerIdOf(job);
  const mark = fingerprint(diagnosis, toCluster === undefined ? cluster : `${cluster} → ${toCluster}`);
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
        ...(toCluster === undefined ? {} : { toCluster }),
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
