import { apis } from "../kinds/api-of.ts";
import type { LogEntry } from "../model/log-entry.ts";
import { MeshError } from "../model/mesh-error.ts";
import type { Question } from "../model/question.ts";
import type { Kind } from "../model/resource-kinds.ts";
import { isScope } from "../model/scope.ts";
import type { Gap, Snapshot } from "../model/snapshot.ts";
import type { Source } from "../model/source.ts";

/** A cluster by its name, and where it is read from. */
export interface NamedSource {
  readonly cluster: string;
  readonly source: Source;
}

/**
 * Reads the caller's cluster and the callee's side by side, each for what the question needs of it. A far cluster that
 * cannot be read is a gap in everything that is asked of it; without the near one there is no answer.
 */
export function pairSource(near: NamedSource, far: NamedSource): Source {
  return {
    read: async (asked, observer) => {
      if (isScope(asked))
        throw new MeshError(
          "USAGE",
          "Cannot read two clusters: only a pair may span them",
          "Ask about one cluster at a time.",
        );
      const [here, there] = await Promise.all([
        near.source.read(nearQuestion(asked), observer),
        far.source.read(farQuestion(asked), observer).catch((error: unknown) => unread(error)),
      ]);
      return together(named(here, near.cluster), named(there, far.cluster));
    },
  };
}

function nearQuestion({ toCluster: _, ...question }: Question): Question {
  return question;
}

/** To the callee's cluster the caller is somebody from outside, who may come through a gateway. */
function farQuestion({ toCluster: _, ...question }: Question): Question {
  return { ...question, from: "internet" };
}

/** Nothing is known of any kind. */
function unread(error: unknown): Snapshot {
  if (!(error instanceof MeshError) || error.code === "INTERNAL") throw error;
  const kinds = Object.keys(apis) as Kind[];
  return {
    resources: {},
    gaps: kinds.map((kind): Gap => ({ what: "all of it", why: error.message, grant: error.next, kind })),
    logs: [],
    loggedPods: [],
    at: "",
    assumptions: [],
    locate: () => undefined,
    stats: { objects: 0, logLines: 0, apiCalls: 0 },
  };
}

/** The same snapshot, with the cluster's name wherever it could be taken for another's. */
function named(snapshot: Snapshot, cluster: string): Snapshot {
  const place = `cluster ${cluster}`;
  return {
    ...snapshot,
    cluster,
    gaps: snapshot.gaps.map((gap) => ({
      ...gap,
      what: gap.what === "all of it" ? place : `${gap.what} in ${place}`,
    })),
    logs: snapshot.logs.map((entry): LogEntry => ({ ...entry, pod: { ...entry.pod, cluster } })),
    loggedPods: snapshot.loggedPods.map((pod) => `${pod}@${cluster}`),
    assumptions: snapshot.assumptions.map(({ what }) => ({ what: `${place}: ${what}` })),
  };
}

const proxiesUnheard = "proxies hold what is configured: what they say is looked at only in a pair of one cluster";

/** What proxies say of themselves is left out, and that is said: it is held against the model of one cluster. */
function together({ proxies: near, ...here }: Snapshot, { proxies: far, ...there }: Snapshot): Snapshot {
  const unheard = near === undefined && far === undefined ? [] : [{ what: proxiesUnheard }];
  return {
    ...here,
    peers: [there],
    logs: [...here.logs, ...there.logs],
    loggedPods: [...here.loggedPods, ...there.loggedPods],
    at: Date.parse(there.at) > Date.parse(here.at) ? there.at : here.at,
    assumptions: [...here.assumptions, ...there.assumptions, ...unheard],
    locate: ({ cluster, ...ref }, path) => (cluster === there.cluster ? there : here).locate(ref, path),
    stats: {
      objects: here.stats.objects + there.stats.objects,
      logLines: here.stats.logLines + there.stats.logLines,
      apiCalls: here.stats.apiCalls + there.stats.apiCalls,
    },
  };
}
