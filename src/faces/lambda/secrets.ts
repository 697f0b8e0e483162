import { setTimeout as wait } from "node:timers/promises";
import { MeshError } from "../../model/mesh-error.ts";

/** Gives out the secrets that a function may read. No value is kept for more than five minutes. */
export interface SecretReader {
  /**
   * The signing secrets that a request may be signed with, the valid one first. A second one is there for an hour after
   * a rotation. `maxAgeSeconds` asks for a newer reading than the usual one: for a signature that does not fit.
   */
  signing(maxAgeSeconds?: number): Promise<readonly string[]>;
  /** The bot's token, `xoxb-…`. */
  botToken(): Promise<string>;
  /** Any other secret, by its name in Secrets Manager: the routing key of a PagerDuty service. */
  named(name: string): Promise<string>;
  /** The values given out so far: what a log line must never hold. */
  known(): readonly string[];
}

/** The environment variables that are looked at. */
export type SecretsEnvironment = Readonly<Record<string, string | undefined>>;

/** The part of `fetch` that is needed. */
export type FetchLike = (
  url: string,
  init: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
) => Promise<{ readonly status: number; text(): Promise<string> }>;

interface Version {
  readonly value: string;
  /** When it became the current one, in milliseconds; undefined where that is not told. */
  readonly since: number | undefined;
}

interface Reading {
  readonly at: number;
  readonly versions: Promise<readonly Version[]>;
}

const oldest = 300;
const overlap = 60 * 60 * 1000;
const timeout = 1500;
const patience = { tries: 20, pause: 50 };

/**
 * Reads secrets through the AWS Parameters and Secrets Lambda extension, which listens on localhost and signs the calls
 * with the role of the function. Values in `MESHWHY_SIGNING_SECRET`, `MESHWHY_BOT_TOKEN` and
 * `MESHWHY_SECRET_<NAME>` (upper case, anything but letters and digits as `_`) come first: for runs without AWS.
 * `clock` gives milliseconds since 1970.
 * @throws MeshError UNAVAILABLE naming the secret and what keeps it from being read
 */
export function secretReader(env: SecretsEnvironment, fetch: FetchLike, clock: () => number): SecretReader {
  const readings = new Map<string, Reading>();
  const known = new Set<string>();

  return {
    signing: (maxAgeSeconds = oldest) =>
      values("MESHWHY_SIGNING_SECRET", env.MESHWHY_SIGNING_SECRET_ID, maxAgeSeconds, true),
    botToken: async () => first(await values("MESHWHY_BOT_TOKEN", env.MESHWHY_BOT_TOKEN_ID, oldest, false)),
    named: async (name) => first(await values(localVariable(name), name, oldest, false)),
    known: () => [...known],
  };

  async function values(
    variable: string,
    name: string | undefined,
    maxAgeSeconds: number,
    rotates: boolean,
  ): Promise<readonly string[]> {
    const local = env[variable];
    const given =
      local !== undefined && local !== "" ? [local.trim()] : await stored(variable, name, maxAgeSeconds, rotates);
    for (const value of given) known.add(value);
    return given;
  }

  async function stored(
    variable: string,
    name: string | undefined,
    maxAgeSeconds: number,
    rotates: boolean,
  ): Promise<readonly string[]> {
    if (name === undefined || name === "") {
      throw new MeshError(
        "UNAVAILABLE",
        `Cannot read "${variable}": neither it nor "${variable}_ID" is set`,
        "Name the secret in serverless.yml, or set the value for a local run.",
      );
    }
    const [current, previous] = await recent(name, Math.min(maxAgeSeconds, oldest), rotates);
    if (current === undefined) throw unavailable(name, "it is empty", "Put the value into Secrets Manager.");
    const overlaps =
      previous !== undefined && current.since !== undefined && clock() - current.since < overlap
        ? [previous.value]
        : [];
    return [current.value, ...overlaps];
  }

  /** The versions of a secret as they were read last, or now; those who ask at the same time share one reading. */
  async function recent(name: string, maxAgeSeconds: number, rotates: boolean): Promise<readonly Version[]> {
    const before = readings.get(name);
    if (before !== undefined && clock() - before.at < maxAgeSeconds * 1000) return before.versions;
    const reading = { at: clock(), versions: versionsOf(name, rotates) };
    readings.set(name, reading);
    reading.versions.catch(() => {
      if (readings.get(name) === reading) readings.delete(name);
    });
    return reading.versions;
  }

  async function versionsOf(name: string, rotates: boolean): Promise<readonly Version[]> {
    const current = await version(name, undefined);
    const isFresh = current.since !== undefined && clock() - current.since < overlap;
    if (!rotates || !isFresh) return [current];
    // A secret that was never rotated has no previous version, which is no trouble; nor is one that cannot be read.
    const previous = await version(name, "AWSPREVIOUS").catch(() => undefined);
    return previous === undefined ? [current] : [current, previous];
  }

  async function version(name: string, stage: string | undefined): Promise<Version> {
    const port = env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT ?? "2773";
    const query = new URLSearchParams({ secretId: name, ...(stage === undefined ? {} : { versionStage: stage }) });
    const { status, text } = await answerOf(name, `http://localhost:${port}/secretsmanager/get?${query}`);
    if (status !== 200) throw refusal(name, status, text);
    return parsed(name, text);
  }

  /** The extension may still be starting when the first event is there: it says so, and is asked again. */
  async function answerOf(name: string, url: string): Promise<{ readonly status: number; readonly text: string }> {
    const headers = { "X-Aws-Parameters-Secrets-Token": env.AWS_SESSION_TOKEN ?? "" };
    for (let left = patience.tries; ; left -= 1) {
      const answer = await fetch(url, { headers, signal: AbortSignal.timeout(timeout) })
        .then(async (response) => ({ status: response.status, text: await response.text() }))
        .catch((error: unknown) => error);
      const isStarting = isAnswer(answer) ? answer.status === 400 && /not ready/i.test(answer.text) : isRefused(answer);
      if (isStarting && left > 1) await wait(patience.pause);
      else if (isAnswer(answer)) return answer;
      else throw unreachable(name, answer);
    }
  }
}

/** `meshwhy/prod/pagerduty` is `MESHWHY_SECRET_MESHWHY_PROD_PAGERDUTY` in a local run. */
export function localVariable(name: string): string {
  return `MESHWHY_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}`;
}

function first(values: readonly string[]): string {
  return values[0] ?? "";
}

function isAnswer(answer: unknown): answer is { readonly status: number; readonly text: string } {
  return typeof answer === "object" && answer !== null && "status" in answer && "text" in answer;
}

function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === "ECONNREFUSED";
}

/** What the console of Secrets Manager stores is an object, even for one value. */
function parsed(name: string, text: string): Version {
  const answer = objectFrom(text);
  const stored = answer?.SecretString;
  if (typeof stored !== "string" || stored.trim() === "") {
    throw unavailable(name, "it holds no text", "Put the value into Secrets Manager as plain text.");
  }
  return { value: plainValue(name, stored.trim()), since: timeFrom(answer?.CreatedDate) };
}

function plainValue(name: string, stored: string): string {
  if (!stored.startsWith("{")) return stored;
  const [value, ...others] = Object.values(objectFrom(stored) ?? {});
  if (typeof value === "string" && value.trim() !== "" && others.length === 0) return value.trim();
  throw unavailable(name, "it is not one value", "Store the value alone, as plain text.");
}

function objectFrom(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 3339, or seconds since 1970 as AWS writes times in JSON. */
function timeFrom(value: unknown): number | undefined {
  const time = typeof value === "number" ? value * 1000 : typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isFinite(time) ? time : undefined;
}

function refusal(name: string, status: number, text: string): MeshError {
  if (/ResourceNotFound/i.test(text) || status === 404) {
    return unavailable(name, "Secrets Manager has none of that name", "Create it, in the region of the function.");
  }
  if (/AccessDenied|not authorized/i.test(text) || status === 401 || status === 403) {
    return unavailable(name, "the function may not read it", "Compare its name with the one in serverless.yml.");
  }
  return unavailable(
    name,
    `Secrets Manager answers with status ${status}`,
    "Try again; see AWS Health if it stays so.",
  );
}

function unreachable(name: string, error: unknown): MeshError {
  if (isRefused(error)) {
    return unavailable(name, "the secrets extension does not run", "Add its layer, as in serverless.yml.");
  }
  const state =
    error instanceof Error && error.name === "TimeoutError"
      ? `the secrets extension is silent for ${timeout / 1000} s`
      : "the secrets extension cannot be reached";
  return unavailable(name, state, "Try again; in a VPC the function needs a way to Secrets Manager.");
}

function unavailable(name: string, state: string, next: string): MeshError {
  return new MeshError("UNAVAILABLE", `Cannot read the secret "${name}": ${state}`, next);
}
