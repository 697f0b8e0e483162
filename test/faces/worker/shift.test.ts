import { describe, expect, test } from "vitest";
import { shiftFor } from "../../../src/faces/worker/shift.ts";
import type { Voice } from "../../../src/faces/worker/voice.ts";
import type { WorkerOptions } from "../../../src/faces/worker/worker-options.ts";
import type { Job } from "../../../src/model/job.ts";
import type { SlackMessage } from "../../../src/render/slack/slack-message.ts";

const message = (text: string): SlackMessage => ({ text, blocks: [], overflow: [] });
const job = {
  id: "j",
  by: { team: "T1", user: "U1", channel: "C1" },
  order: { verb: "home" },
  reply: { channel: "C1", visibleTo: "channel" },
} as unknown as Job;

/** A shift whose updates are done only when it is said. */
function scene() {
  const said: string[] = [];
  const deadlines: number[] = [];
  let done: () => void = () => undefined;
  let clock = 10_000;
  const later = (milliseconds: number): void => {
    clock += milliseconds;
  };
  const options = {
    now: () => clock,
    store: { notePosted: async () => undefined },
    log: { trouble: () => undefined },
    voiceUntil: (deadline: number) => {
      deadlines.push(deadline);
      return {
        begin: async () => ({ channel: "C1", ts: "1" }),
        rewrite: async (ref: unknown, _: unknown, { text }: SlackMessage) => {
          said.push(text);
          return ref;
        },
        update: async (_: unknown, { text }: SlackMessage) => {
          said.push(text);
          await new Promise<void>((resolve) => {
            done = resolve;
          });
        },
      } as unknown as Voice;
    },
  } as unknown as WorkerOptions;
  const shift = shiftFor(job, options, 99_000, { message: undefined, attempt: 1 });
  return { shift, said, deadlines, done: () => done(), later };
}

describe("how far it is", () => {
  test("is shown at most once a second, and not while Slack is slow to show it", async () => {
    const { shift, said, done, later } = scene();
    await shift.begin(message("begun"));
    shift.progress(message("too early"));
    later(1000);
    shift.progress(message("10 %"));
    later(5000);
    shift.progress(message("Slack is slow"));
    done();
    await new Promise(setImmediate);
    shift.progress(message("60 %"));
    expect(said).toEqual(["10 %", "60 %"]);
  });

  test("waits for no rate limit, and the answer comes after it", async () => {
    const { shift, said, deadlines, done, later } = scene();
    await shift.begin(message("begun"));
    later(1000);
    shift.progress(message("10 %"));
    expect(deadlines).toEqual([99_000, 0]);
    const answered = shift.answer(message("the answer"));
    await new Promise(setImmediate);
    expect(said).toEqual(["10 %"]);
    done();
    await answered;
    expect(said).toEqual(["10 %", "the answer"]);
  });
});
