import { type Logger, pino } from "pino";

/** What a log of one function is made with. */
export interface LogSettings {
  /** `LOG_LEVEL`; `info` where it is absent or no level. */
  readonly level: string | undefined;
  /** Fields of every line: the function, the stage. */
  readonly base: Readonly<Record<string, string>>;
  /** Takes whole lines. */
  readonly write: (line: string) => void;
  /** Values that must not get out, wherever they stand: those of secrets that were read. */
  readonly hidden?: () => readonly string[];
}

/**
 * The log of a function: one line of JSON for each entry, in which secrets, tokens and the words of people are blanked
 * by the name of their field, by what they look like, and by their value. Every line passes that door, whoever wrote it.
 */
export function functionLog({ level, base, write, hidden = () => [] }: LogSettings): Logger {
  const known = level !== undefined && level in pino.levels.values ? level : "info";
  return pino(
    {
      level: known,
      base,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: errorFields, error: errorFields },
    },
    { write: (line: string) => write(redactedLine(line, hidden())) },
  );
}

/** Of an error only this is told: its own fields may hold a request with its headers, or a reply with its body. */
function errorFields(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, next } = error as { readonly code?: unknown; readonly next?: unknown };
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof next === "string" ? { next } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause instanceof Error ? { cause: errorFields(error.cause) } : {}),
  };
}

const blank = "[redacted]";
const longest = 8192;

/** Names of fields, without case and separators, whose values are never told. */
const secretName =
  /(?:tokens?|secrets?|passwords?|authorization|cookies?|responseurls?|triggerid|signature|apikey|routingkey|credentials?|privatekey)$/;

/** Fields that hold what people or clusters say. */
const wordsName = /^(?:body|rawbody|text|blocks|messagetext|payload)$/;

/** What tokens look like: Slack's, JSON Web Tokens, AWS keys, private keys, URLs that let anyone post or log in. */
const secretLooks: readonly RegExp[] = [
  /\bx(?:ox[a-z]|app)(?:\.[a-z]+)?-[\w-]{6,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g,
  /\b(?:Bearer|Basic)\s+[\w~+/.=-]{8,}/gi,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /https:\/\/hooks\.slack(?:-gov)?\.com\/[^\s"'<>\\]+/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:)[^\s/@]+(?=@)/gi,
];

function redactedLine(line: string, hidden: readonly string[]): string {
  const known = hidden.filter((value) => value.length >= 6);
  const fields = parsedLine(line);
  return fields === undefined ? redactedText(line, known) : `${JSON.stringify(redacted(fields, known))}\n`;
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function redacted(value: unknown, known: readonly string[]): unknown {
  if (typeof value === "string") return redactedText(value, known);
  if (Array.isArray(value)) return value.map((each) => redacted(each, known));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      redactedText(name, known),
      isToldOf(name) ? redacted(each, known) : blank,
    ]),
  );
}

function isToldOf(name: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  return !secretName.test(plain) && !wordsName.test(plain);
}

function redactedText(text: string, known: readonly string[]): string {
  const spared = known.reduce((rest, value) => rest.replaceAll(value, blank), text);
  const plain = secretLooks.reduce((rest, look) => rest.replace(look, blank), spared);
  return plain.length <= longest ? plain : `${plain.slice(0, longest)}… (${plain.length - longest} characters cut)`;
}
