import { expect, test } from "vitest";
import { admit } from "../../../src/faces/worker/admit.ts";
import type { Shift } from "../../../src/faces/worker/shift.ts";
import type { Order } from "../../../src/model/job.ts";

/** One rule, which holds in one cluster and one namespace only; answers of both namespaces are remembered. */
function shift(order: Order): Shift {
  const answers: Readonly<Record<string, object>> = {
    ours: { cluster: "demo", namespaces: ["shop"] },
    theirs: { cluster: "demo", namespaces: ["shop", "bank"] },
    across: { cluster: "demo", toCluster: "prod", namespaces: ["shop"] },
    elsewhere: { cluster: "prod", namespaces: ["shop"] },
  };
  const options = {
    config: {
      clusters: [{ name: "demo", snapshot: [] }],
      slack: { teams: [], channels: [] },
      policy: {
        rules: [
          {
            name: "shop",
            channels: ["C1"],
            verbs: ["why", "mute", "escalate", "digest"],
            clusters: ["demo"],
            namespaces: ["shop"],
          },
        ],
        directMessages: false,
        guests: false,
        foreignWorkspaces: false,
      },
    },
    people: {
      home: async () => "T1",
      person: async () => ({ isGuest: false, team: "T1", name: "somebody" }),
      groupsOf: async () => [],
    },
    store: {
      recall: async (id: string) => answers[id],
      escalation: async (id: string) => answers[id] && { ...answers[id], answer: id },
    },
  };
  const job = { order, by: { team: "T1", user: "U1", channel: "C1" }, reply: { channel: "C1", visibleTo: "channel" } };
  return { job, options, now: () => "2026-11-20T12:00:00Z" } as unknown as Shift;
}
const question = { from: "a", to: "b", headers: [] };

test.each<[string, Order, boolean]>([
  ["a question, until its names are resolved", { verb: "why", cluster: "demo", question }, true],
  ["a question that names no cluster is asked of the first", { verb: "why", cluster: "", question }, true],
  ["a question about another cluster", { verb: "why", cluster: "prod", question }, false],
  [
    "a question whose callee is in another cluster",
    { verb: "why", cluster: "demo", question: { ...question, toCluster: "prod" } },
    false,
  ],
  ["more of an answer that spans another cluster", { verb: "show", answer: "across", part: "path" }, false],
  ["more of an answer on one's own namespace", { verb: "show", answer: "ours", part: "path" }, true],
  ["more of an answer on another's namespace", { verb: "show", answer: "theirs", part: "path" }, false],
  ["to share an answer on another's namespace", { verb: "share", answer: "theirs", channel: "C1" }, false],
  ["to mute an answer on another's namespace", { verb: "mute", answer: "theirs", reason: "x", until: "" }, false],
  ["to escalate an answer on another cluster", { verb: "escalate", answer: "elsewhere" }, false],
  ["to acknowledge an escalation of one's own", { verb: "acknowledge", escalation: "ours" }, true],
  ["to resolve an escalation of another's", { verb: "resolve", escalation: "theirs" }, false],
  [
    "an answer that is forgotten is not refused: it is told to be so",
    { verb: "show", answer: "old", part: "yaml" },
    true,
  ],
  ["a digest, until it is known what it is about", { verb: "digest", digest: "", scheduled: false }, true],
])("%s", async (_, order, allowed) => {
  expect((await admit(shift(order))).allowed).toBe(allowed);
});
