import { toned } from "../line.ts";
import { messageOf } from "./message-of.ts";
import type { Part } from "./part.ts";
import { commandRow, type Row, textRow } from "./row.ts";
import type { SlackMessage } from "./slack-message.ts";

/** What there is help on. */
export type HelpTopic = "why" | "health" | "who" | "clusters" | "digest" | "doctor";

/** The topic of this name; `undefined`: there is no such one, and all are told. */
export function helpTopic(name: string | undefined): HelpTopic | undefined {
  return name !== undefined && Object.hasOwn(topics, name) ? (name as HelpTopic) : undefined;
}

/** Each command, what it answers, and lines to type where the command alone does not ask. */
const topics: Readonly<Record<HelpTopic, { readonly what: string; readonly lines: readonly string[] }>> = {
  why: {
    what: "whether one workload reaches another, and if not, which field of which object is to blame",
    lines: [
      "/mesh why checkout payment",
      "/mesh why checkout payment POST /charge",
      "/mesh why shop/checkout bank/payment port 8080 in CLUSTER",
      "/mesh why internet checkout header x-canary: yes",
    ],
  },
  health: {
    what: "every pair into a service or namespace, the worst first",
    lines: ["/mesh health payment", "/mesh health shop in CLUSTER"],
  },
  who: { what: "who may call a service, and whom it calls", lines: ["/mesh who payment"] },
  clusters: { what: "the clusters that can be asked about", lines: [] },
  digest: { what: "what is new, resolved and still broken since the last digest", lines: [] },
  doctor: {
    what: "whether a cluster can be asked, and what is missing; only you see the answer",
    lines: ["/mesh doctor", "/mesh doctor CLUSTER"],
  },
};

const details: Readonly<Partial<Record<HelpTopic, readonly string[]>>> = {
  why: [
    "A name is a workload, a service or a service account: payment, shop/payment, payment.shop, deploy/payment. internet is the ingress gateway. payment@CLUSTER is one of another cluster: both are read.",
    'port 8080, POST /charge, header name: value, scheme grpc, in CLUSTER and namespace shop may follow, in any order. A header\'s value with blanks needs quotes: header "name: two words".',
    "Do not type tokens or cookies. If you do, they are reduced to their claims at once: revoke them all the same.",
  ],
  clusters: ["Name one of them after any question: /mesh why checkout payment in CLUSTER."],
  digest: ["/mesh digest NAME asks for one of several that meshwhy.yaml has. The next one is compared with it."],
  health: ["At most 50 pairs are looked at; what is left out is said."],
};

const buttons =
  "Under an answer: Re-check asks again, Show the path and Show YAML say more in the thread, Share posts it in another channel, Mute keeps a known finding out of digests for a while, Escalate calls whoever is on duty. No button changes anything in the mesh.";

/** How to ask; on one command where it is named, else on all of them. */
export function helpMessage(topic?: HelpTopic): SlackMessage {
  const named = topic === undefined ? (Object.keys(topics) as HelpTopic[]) : [topic];
  const intro = "mesh asks an Istio mesh why one service does not reach another. It reads, and changes nothing.";
  const more = [
    "/mesh alone opens a form. In a thread, mention the bot: @mesh why checkout payment. On an alert: More actions, Explain with mesh.",
    ...(topic === undefined || topic === "why" ? [buttons] : []),
    ...(topic === undefined ? ["All that may follow the two names: /mesh help why."] : []),
  ];
  return messageOf({
    title: topic === undefined ? "How to ask" : `How to ask: /mesh ${topic}`,
    about: "help",
    spoken: [],
    parts: [
      { title: "Intro", untitled: true, rank: 0, rows: [textRow(intro)] },
      ...named.map((name, index) => part(name, topic !== undefined, index + 1)),
      { title: "More", untitled: true, rank: 10, rows: more.map((text) => textRow(text)) },
    ],
  });
}

function part(topic: HelpTopic, whole: boolean, rank: number): Part {
  const { what, lines } = topics[topic];
  const rows: Row[] = [
    textRow(toned("code", `/mesh ${topic}`), `: ${what}.`),
    ...(lines.length === 0 ? [] : [commandRow((whole ? lines : lines.slice(0, 2)).join("\n"))]),
    ...(whole ? (details[topic] ?? []).map((text): Row => ({ kind: "item", depth: 0, line: [{ text }] })) : []),
  ];
  return { title: `/mesh ${topic}`, untitled: true, rank, rows };
}
