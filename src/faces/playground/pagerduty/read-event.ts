import { isShape } from "../blocks/rule.ts";
import type { Incident, IncidentLink } from "../wire.ts";

/** An event that PagerDuty would take. */
export interface PagerEvent {
  readonly routingKey: string;
  readonly action: "trigger" | "acknowledge" | "resolve";
  /** Absent only in a trigger: PagerDuty makes one. */
  readonly dedupKey?: string;
  /** What is wrong; only in a trigger. */
  readonly alert?: Alert;
}

/** What a trigger tells, as an incident shows it. */
export type Alert = Pick<Incident, "summary" | "severity" | "source" | "facts" | "details" | "links">;

/** The body of an answer that refuses an event. */
export interface EventRefusal {
  readonly status: string;
  readonly message: string;
  readonly errors: readonly string[];
}

type Shape = Readonly<Record<string, unknown>>;

/** Limits of the Events API v2; of the two ways to read 512 KB the smaller. */
const mostBytes = 512_000;
const mostSummary = 1024;
const mostKey = 255;
const keyLength = 32;
const actions = ["trigger", "acknowledge", "resolve"] as const;
const severities = ["critical", "error", "warning", "info"] as const;

/**
 * Reads an event as PagerDuty's Events API v2 does, or says all that is wrong in it.
 * Source: PagerDuty developer documentation, "Events API v2 Overview", "Send an Alert Event".
 */
export function readEvent(body: Buffer): PagerEvent | EventRefusal {
  if (body.length > mostBytes) return invalid([`Event is too big (${body.length} bytes, should be at most 512 KB)`]);
  const given = parsed(body);
  if (!isShape(given))
    return {
      status: "Unrecognized object",
      message: "Event object format is unrecognized",
      errors: ["JSON parse error"],
    };
  const errors = [...headErrors(given), ...(given.event_action === "trigger" ? triggerErrors(given) : [])];
  if (errors.length > 0) return invalid(errors);
  const dedupKey = textOf(given.dedup_key);
  return {
    routingKey: textOf(given.routing_key),
    action: given.event_action as PagerEvent["action"],
    ...(dedupKey === "" ? {} : { dedupKey }),
    ...(given.event_action === "trigger" ? { alert: alertOf(given) } : {}),
  };
}

/** Whether an event was refused. */
export function isRefusal(read: PagerEvent | EventRefusal): read is EventRefusal {
  return "errors" in read;
}

/** The answer to an event in which something is wrong. */
export function invalid(errors: readonly string[]): EventRefusal {
  return { status: "invalid event", message: "Event object is invalid", errors };
}

function headErrors({ routing_key, event_action, dedup_key }: Shape): readonly string[] {
  return [
    ...keyErrors(routing_key),
    ...choiceErrors("event_action", event_action, actions),
    ...textErrors("dedup_key", dedup_key, mostKey),
    ...(isBlank(dedup_key) && event_action !== "trigger" ? [missing("dedup_key")] : []),
  ];
}

function keyErrors(key: unknown): readonly string[] {
  if (isBlank(key)) return [missing("routing_key")];
  return typeof key === "string" && key.length === keyLength
    ? []
    : [`Length of 'routing_key' is incorrect (should be ${keyLength} characters)`];
}

function triggerErrors({ payload, links, images, client, client_url }: Shape): readonly string[] {
  if (!isShape(payload)) return [missing("payload")];
  const { summary, source, severity, timestamp, custom_details: details } = payload;
  return [
    ...(isBlank(summary) ? [missing("payload.summary")] : textErrors("payload.summary", summary, mostSummary)),
    ...(isBlank(source) ? [missing("payload.source")] : textErrors("payload.source", source)),
    ...choiceErrors("payload.severity", severity, severities),
    ...(timestamp === undefined || isTime(timestamp) ? [] : ["'payload.timestamp' is not an ISO 8601 time"]),
    ...["component", "group", "class"].flatMap((name) => textErrors(`payload.${name}`, payload[name])),
    ...(details === undefined || isShape(details) ? [] : ["'payload.custom_details' is not an object"]),
    ...listErrors("links", "href", links),
    ...listErrors("images", "src", images),
    ...textErrors("client", client),
    ...textErrors("client_url", client_url),
  ];
}

function listErrors(name: string, needed: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [`'${name}' is not a list`];
  return value.flatMap((each: unknown, at) =>
    isShape(each) && !isBlank(each[needed]) ? [] : [missing(`${name}[${at}].${needed}`)],
  );
}

function choiceErrors(name: string, value: unknown, choices: readonly string[]): readonly string[] {
  if (isBlank(value)) return [missing(name)];
  return choices.includes(String(value)) ? [] : [`'${name}' is invalid (must be one of ${choices.join(", ")})`];
}

function textErrors(name: string, value: unknown, most = Number.POSITIVE_INFINITY): readonly string[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "string") return [`'${name}' is not text`];
  const length = [...value].length;
  return length > most ? [`'${name}' is too long (${length} characters, should be at most ${most})`] : [];
}

function alertOf({ payload, links, client }: Shape): Alert {
  const { summary, source, severity, component, group, class: kind, custom_details } = payload as Shape;
  const facts = { component, group, class: kind, client };
  return {
    summary: textOf(summary),
    severity: severity as Alert["severity"],
    source: textOf(source),
    facts: named(facts),
    details: named(isShape(custom_details) ? custom_details : {}),
    links: Array.isArray(links) ? links.filter(isShape).map(linkOf) : [],
  };
}

function linkOf({ href, text }: Shape): IncidentLink {
  return { href: textOf(href), text: textOf(text) || textOf(href) };
}

function named(values: Shape): Incident["details"] {
  return Object.entries(values)
    .map(([name, value]) => ({ name, text: typeof value === "string" ? value : (JSON.stringify(value) ?? "") }))
    .filter(({ text }) => text !== "");
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

function isTime(value: unknown): boolean {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}

function missing(name: string): string {
  return `'${name}' is missing or blank`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
