/** The whole bot as it is deployed: bundles behind signed HTTP, asynchronous calls, a table, and a Slack to talk to. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildLambdas, lambdaEntries } from "../../scripts/build-lambdas.ts";
import { builtParts } from "../../scripts/built-parts.ts";
import { type PlaygroundOptions, startPlayground } from "../../src/faces/playground/playground.ts";
import type { SlackServer } from "../../src/faces/playground/slack-server.ts";
import type {
  Act,
  ActResult,
  FaultOrder,
  Message,
  OpenView,
  StateValues,
  Surroundings,
} from "../../src/faces/playground/wire.ts";

export const onCall = "U0ONDUTY001";
export const guest = "U0GUEST0001";
export const stranger = "U0FOREIGN01";
export const channel = "C0ONCALL001";
export const incidents = "C0INCIDENT1";

/** A bot, and what a person can do with it. Every act ends when all that it set off has been done. */
export interface Bot {
  readonly url: string;
  /** Where Slack's requests go. */
  readonly door: string;
  /** Where the stand-ins are, and the name of the table. */
  readonly behind: { readonly dynamo: string; readonly lambda: string; readonly table: string };
  /** What went wrong in the functions, a line each. */
  readonly troubles: readonly string[];
  type(text: string, as?: string, where?: string): Promise<ActResult>;
  say(text: string, thread?: string, where?: string): Promise<ActResult>;
  press(message: Message, actionId: string, as?: string): Promise<ActResult>;
  pressInView(view: OpenView, actionId: string): Promise<ActResult>;
  submit(view: OpenView, values: Readonly<Record<string, string>>, as?: string): Promise<ActResult>;
  suggest(view: OpenView, actionId: string, query: string): Promise<readonly string[]>;
  explain(message: Message): Promise<ActResult>;
  openHome(): Promise<ActResult>;
  /** Does anything else that can be done on the page. */
  act(act: Act): Promise<ActResult>;
  /** The clock, schedules and PagerDuty of a whole playground. */
  surroundings(): Surroundings | undefined;
  fault(order: FaultOrder): void;
  /** From now on nothing goes wrong on order. */
  mend(): void;
  /** Resolves when all that was set off has been done. */
  idle(): Promise<void>;
  /** Calls a function as a schedule does. */
  call(name: string, event: unknown): Promise<void>;
  /** Messages since the last time this was asked, oldest first. */
  news(): readonly Message[];
  messages(): readonly Message[];
  message(ts: string): Message | undefined;
  modal(user?: string): OpenView | undefined;
  home(user?: string): OpenView | undefined;
  /** All that went to and fro, as text. */
  exchanges(): string;
  close(): Promise<void>;
}

/** Builds the functions and starts everything; takes about two seconds. */
export async function startBot(
  options: Partial<PlaygroundOptions> = {},
  config = "examples/playground.yaml",
): Promise<Bot> {
  const folder = mkdtempSync(join(tmpdir(), "meshwhy-bot-"));
  const troubles: string[] = [];
  await buildLambdas({
    entries: lambdaEntries,
    configFile: resolve(import.meta.dirname, "../..", config),
    outdir: folder,
  });
  const playground = await startPlayground({
    ...builtParts(folder),
    retryAfter: [20, 40],
    tickEvery: 0,
    onError: (message) => troubles.push(message),
    ...options,
    environment: { LOG_LEVEL: "silent", ...options.environment },
  });
  return botOn({
    slack: playground.slack,
    door: `${playground.gateway.url}/slack/events`,
    behind: { dynamo: playground.state.url, lambda: playground.lambda.url, table: playground.state.table },
    idle: playground.lambda.idle,
    call: playground.call,
    troubles,
    close: async () => {
      await playground.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
}

/** What a bot runs on. */
export interface BotParts extends Pick<Bot, "door" | "behind" | "troubles" | "call" | "close"> {
  readonly slack: SlackServer;
  /** Resolves when no job is under way. */
  idle(): Promise<void>;
}

/** What a person can do with a bot, whatever it runs on. */
export function botOn({ slack, door, behind, idle, call, troubles, close }: BotParts): Bot {
  const { state } = slack;
  let seen = 0;
  const settled = async <T>(act: Promise<T>): Promise<T> => {
    const result = await act;
    do {
      // Events are delivered after the act that caused them.
      await sleep(5);
      await idle();
    } while (state.exchanges.some(({ status }) => status === undefined));
    return result;
  };
  return {
    url: slack.url,
    door,
    behind,
    troubles,
    type: (text, user = onCall, where = channel) => settled(slack.act({ act: "command", user, channel: where, text })),
    say: (text, thread, where = channel) =>
      settled(
        slack.act({ act: "say", user: onCall, channel: where, text, ...(thread === undefined ? {} : { thread }) }),
      ),
    press: (message, actionId, user = onCall) =>
      settled(
        slack.act({
          act: "press",
          user,
          place: { in: "message", channel: message.channel, ts: message.ts },
          action: buttonIn(message, actionId),
          values: {},
        }),
      ),
    pressInView: (view, actionId) =>
      settled(
        slack.act({
          act: "press",
          user: view.user,
          place: { in: "view", view: view.id },
          action: buttonIn({ blocks: view.view.blocks as Message["blocks"] }, actionId),
          values: {},
        }),
      ),
    submit: (view, values, user = onCall) =>
      settled(slack.act({ act: "submit", user, view: view.id, values: stateOf(view, values) })),
    suggest: async (view, actionId, query) => {
      const block = blockWith(view, actionId);
      const { options: found = [] } = await slack.act({
        act: "suggest",
        user: view.user,
        place: { in: "view", view: view.id },
        block,
        action: actionId,
        query,
      });
      return found.map((option) => String(option.value));
    },
    explain: (message) =>
      settled(
        slack.act({ act: "shortcut", user: onCall, channel: message.channel, ts: message.ts, callbackId: "explain" }),
      ),
    openHome: () => settled(slack.act({ act: "open-home", user: onCall, tab: "home" })),
    act: (act) => settled(slack.act(act)),
    surroundings: () => slack.surroundings(),
    fault: (order) => slack.faults.order(order),
    mend: () => slack.faults.clear(),
    idle: async () => settled(Promise.resolve()),
    call: (name, event) => settled(call(name, event)),
    news: () => {
      const fresh = state.messages.slice(seen);
      seen = state.messages.length;
      return fresh;
    },
    messages: () => [...state.messages],
    message: (ts) => state.messages.find((message) => message.ts === ts),
    modal: (user = onCall) => state.modals.get(user)?.at(-1),
    home: (user = onCall) => state.homes.get(user),
    exchanges: () => JSON.stringify(state.exchanges),
    close,
  };
}

type Json = Readonly<Record<string, unknown>>;

function* elementsOf(blocks: readonly Json[]): Generator<{ readonly block: string; readonly element: Json }> {
  for (const block of blocks) {
    const parts = [block.elements, block.accessory, block.element, block.blocks, block.child_blocks].flat();
    for (const element of parts) {
      if (typeof element !== "object" || element === null) continue;
      yield { block: String(block.block_id), element: element as Json };
      yield* elementsOf([element as Json]);
    }
  }
}

function buttonIn({ blocks }: Pick<Message, "blocks">, actionId: string): Json {
  for (const { block, element } of elementsOf(blocks))
    if (element.action_id === actionId)
      return { type: element.type, action_id: actionId, block_id: block, text: element.text, value: element.value };
  throw new Error(`Cannot press "${actionId}": there is no such button`);
}

function blockWith({ view }: OpenView, actionId: string): string {
  for (const { block, element } of elementsOf(view.blocks as readonly Json[]))
    if (element.action_id === actionId) return block;
  throw new Error(`Cannot find "${actionId}" in the view`);
}

/** What a person puts into a view, as Slack sends it: each element in the form of its type. */
function stateOf({ view }: OpenView, values: Readonly<Record<string, string>>): StateValues {
  const entries: Record<string, Record<string, Json>> = {};
  for (const { block, element } of elementsOf(view.blocks as readonly Json[])) {
    const action = String(element.action_id);
    const value = values[action];
    if (element.action_id === undefined) continue;
    entries[block] = { ...entries[block], [action]: entered(element, value) };
  }
  return entries;
}

function entered({ type, initial_option }: Json, value: string | undefined): Json {
  if (type === "plain_text_input") return { type, value: value ?? null };
  if (type === "conversations_select") return { type, selected_conversation: value ?? null };
  const option = value === undefined ? (initial_option ?? null) : { text: { type: "plain_text", text: value }, value };
  return { type, selected_option: option };
}
