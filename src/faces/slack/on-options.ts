import type { PlainTextOption } from "@slack/types";
import { compare } from "../../model/compare.ts";
import type { Asker } from "../../model/job.ts";
import { standingOf } from "../worker/standing.ts";
import type { Desk } from "./desk.ts";

/** What is searched for in a select. */
export interface Search {
  /** `mesh.from` or `mesh.to`. */
  readonly actionId: string;
  readonly typed: string;
  readonly cluster: string;
  readonly by: Asker;
}

/** Slack takes no more. */
const most = 100;
const longest = 75;

/**
 * Names that hold what was typed: those that begin so first, and none that the asker may not ask about. What was typed
 * itself can always be chosen.
 */
export async function onOptions(desk: Desk, search: Search): Promise<readonly PlainTextOption[]> {
  const { actionId, typed, cluster } = search;
  const [catalogue, isShown] = await Promise.all([desk.catalogue(cluster), shownTo(desk, search)]);
  const names =
    catalogue === undefined
      ? []
      : actionId === "mesh.from"
        ? [...new Set([...catalogue.workloads, ...catalogue.services])]
        : catalogue.services;
  const wanted = typed.trim().toLowerCase();
  const found = names
    .filter(isShown)
    .map((name) => ({ name, rank: rankOf(name.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank < none)
    .sort((a, b) => a.rank - b.rank || compare(a.name, b.name))
    .map(({ name }) => name);
  const all = wanted === "" || found.includes(typed.trim()) ? found : [...found, typed.trim()];
  return all
    .filter((name) => name.length <= longest)
    .slice(0, most)
    .map((name) => ({ text: { type: "plain_text", text: name, emoji: false }, value: name }));
}

/** Whether a name is one that the policy lets the asker ask about; where Slack does not tell who they are, none is. */
async function shownTo(desk: Desk, { by, cluster }: Search): Promise<(name: string) => boolean> {
  try {
    const standing = await standingOf(desk.config, desk.people, by);
    const known = new Map<string, boolean>();
    return (name) => {
      const namespace = name.slice(0, Math.max(0, name.indexOf("/")));
      const decided =
        known.get(namespace) ??
        standing({ verb: "why", channel: by.channel, places: { cluster, namespaces: [namespace] } }).allowed;
      known.set(namespace, decided);
      return decided;
    };
  } catch (error) {
    desk.onError("ask Slack who searches", error);
    return () => false;
  }
}

const none = 9;

/** `shop/payment` is found by `pay`, by `shop/p` and, last, by `men`. */
function rankOf(name: string, wanted: string): number {
  const short = name.slice(name.indexOf("/") + 1);
  if (short === wanted || name === wanted) return 0;
  if (short.startsWith(wanted)) return 1;
  if (name.startsWith(wanted)) return 2;
  return name.includes(wanted) ? 3 : none;
}
