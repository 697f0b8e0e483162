import type { ViewResponseAction } from "@slack/bolt";
import { channelDefaults } from "../../config/channel-defaults.ts";
import type { Config } from "../../model/config.ts";
import type { Asker, Order, Reply } from "../../model/job.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { muteSpans } from "../../render/slack/mute-modal.ts";
import { questionFrom } from "../question/question-from.ts";
import type { Desk } from "./desk.ts";
import { handRefused } from "./hand-refused.ts";
import { jobId } from "./job-id.ts";
import { namespaceIn } from "./namespace-in.ts";
import { newJob } from "./new-job.ts";
import { surroundingsOf } from "./order-from-command.ts";
import { placedQuestion } from "./placed-question.ts";
import { secretWarning } from "./secret-warning.ts";
import { secretsIn } from "./secrets-in.ts";
import { textOfView } from "./text-of-view.ts";
import { type ViewState, viewValue } from "./view-value.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** A form that was sent. */
export interface Submitted {
  readonly id: string;
  readonly callbackId: string;
  /** What was noted when it was opened: the answer it belongs to, and where to reply. */
  readonly metadata: string;
  readonly state: ViewState;
  /** Changes whenever the view does. */
  readonly hash: string;
  readonly team: string;
  readonly user: string;
}

/** What Slack is to show: nothing, so that the form closes, or what is wrong at which field. */
export type Shown = ViewResponseAction | undefined;

/** Takes a form: what is wrong is said at its field, else a job is handed on. */
export async function onView(desk: Desk, submitted: Submitted): Promise<Shown> {
  const noted = notesIn(desk.config, submitted.metadata);
  const secrets = secretsIn(textOfView(submitted.state));
  const order = withoutSecrets(orderOf(desk, submitted, noted), secrets);
  if ("errors" in order) return { response_action: "errors", errors: { ...order.errors } };
  const by: Asker = { team: submitted.team, user: submitted.user, channel: noted.reply.channel };
  const job = newJob(desk, {
    id: jobId("view", submitted.team, submitted.user, submitted.id, submitted.hash),
    by,
    order: order.order,
    reply: noted.reply,
    warnings: secretWarning(secrets),
  });
  const { allowed, rule, why } = job.decision;
  if (!allowed) {
    await handRefused(desk, job);
    return errorAt(submitted, order.field, why ?? `This may not be asked (${rule}).`);
  }
  try {
    await desk.hand(job);
  } catch (error) {
    desk.onError("hand a job over", error);
    return errorAt(
      submitted,
      order.field,
      "This could not be handed to the worker (AWS Lambda). Try again in a minute.",
    );
  }
  return undefined;
}

type Taken = { readonly order: Order; readonly field: string } | { readonly errors: Readonly<Record<string, string>> };

function orderOf(desk: Desk, submitted: Submitted, noted: Notes): Taken {
  switch (submitted.callbackId) {
    case "mesh.question":
      return asked(desk, submitted, noted);
    case "mesh.mute":
      return muted(desk, submitted, noted);
    case "mesh.share":
      return shared(submitted, noted);
    default:
      return { errors: anywhere(submitted, "This form is of another version of meshwhy. Close it and begin anew.") };
  }
}

function asked(desk: Desk, { state }: Submitted, { reply }: Notes): Taken {
  const word = (action: string): string | undefined => viewValue(state, action)?.value;
  const surroundings = surroundingsOf(desk.config, reply.channel);
  const missing = ["mesh.from", "mesh.to"].filter((action) => word(action) === undefined);
  if (missing.length > 0)
    return { errors: Object.fromEntries(missing.map((action) => [blockOf(state, action), "A name is needed here."])) };
  try {
    const header = word("mesh.header");
    const typed = questionFrom({
      from: word("mesh.from") ?? "",
      to: word("mesh.to") ?? "",
      port: word("mesh.port"),
      request: word("mesh.request"),
      namespace: word("mesh.namespace"),
      ...(header === undefined ? {} : { header: header.split("\n").filter((line) => line.trim() !== "") }),
    });
    const said = word("mesh.cluster") ?? surroundings.cluster;
    const { cluster, question } = placedQuestion(typed, said, surroundings.clusters);
    const namespace = question.namespace ?? namespaceIn(surroundings, cluster === "" ? undefined : cluster);
    return {
      field: "mesh.from",
      order: { verb: "why", cluster, question: { ...question, ...(namespace === undefined ? {} : { namespace }) } },
    };
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    return { errors: { [blockOf(state, fieldOf(error.message))]: `${error.message}. ${error.next}`.slice(0, 2000) } };
  }
}

/** The field that an error is about, by what it says. */
function fieldOf(message: string): string {
  if (/port/i.test(message)) return "mesh.port";
  if (/request|path|method/i.test(message)) return "mesh.request";
  if (/header/i.test(message)) return "mesh.header";
  return /caller/i.test(message) ? "mesh.from" : "mesh.to";
}

function muted(desk: Desk, { state }: Submitted, { answer }: Notes): Taken {
  const reason = viewValue(state, "mesh.reason");
  const chosen = viewValue(state, "mesh.expiry")?.value;
  const span = muteSpans.find(({ value }) => value === chosen);
  if (reason === undefined)
    return { errors: { [blockOf(state, "mesh.reason")]: "A reason is needed: others will ask." } };
  if (span === undefined) return { errors: { [blockOf(state, "mesh.expiry")]: "Choose when it ends." } };
  return {
    field: "mesh.reason",
    order: {
      verb: "mute",
      answer,
      reason: reason.value,
      until: new Date(desk.now() + span.seconds * 1000).toISOString(),
    },
  };
}

function shared({ state }: Submitted, { answer }: Notes): Taken {
  const channel = viewValue(state, "mesh.channel");
  if (channel === undefined) return { errors: { [blockOf(state, "mesh.channel")]: "Choose a channel." } };
  return { field: "mesh.channel", order: { verb: "share", answer, channel: channel.value } };
}

interface Notes {
  readonly answer: string;
  readonly reply: Reply;
}

/** The channel that a form was opened in; empty where that is not noted. */
export function channelNoted(metadata: string): string {
  const { channel } = parsed(metadata);
  return typeof channel === "string" ? channel : "";
}

/** What was noted in the view; what is not there is left empty, and the policy refuses a channel without a name. */
function notesIn(config: Config, metadata: string): Notes {
  const noted = parsed(metadata);
  const text = (key: string): string | undefined => {
    const value = noted[key];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const channel = text("channel") ?? "";
  const thread = text("thread");
  const responseUrl = text("responseUrl");
  return {
    answer: text("answer") ?? "",
    reply: {
      channel,
      visibleTo: text("visibleTo") === "asker" ? "asker" : channelDefaults(config, channel).answers,
      ...(thread === undefined ? {} : { thread }),
      ...(responseUrl === undefined ? {} : { responseUrl }),
    },
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The block in which an element stands. */
function blockOf({ values }: ViewState, action: string): string {
  return Object.entries(values).find(([, elements]) => Object.hasOwn(elements, action))?.[0] ?? action;
}

function errorAt({ state }: Submitted, field: string, message: string): Shown {
  return { response_action: "errors", errors: { [blockOf(state, field)]: message } };
}

function anywhere({ state }: Submitted, message: string): Readonly<Record<string, string>> {
  return { [Object.keys(state.values)[0] ?? "mesh"]: message };
}
