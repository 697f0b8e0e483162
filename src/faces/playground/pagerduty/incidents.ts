import type { Incident } from "../wire.ts";
import type { Alert, PagerEvent } from "./read-event.ts";

/** What PagerDuty makes of events. */
export interface Incidents {
  /** Newest first. */
  all(): readonly Incident[];
  /** Takes an event for a service; gives the key of its alert. */
  take(service: string, event: PagerEvent): string;
}

/** What incidents need of the world. */
export interface IncidentsOptions {
  /** Milliseconds since 1970. */
  now(): number;
  /** A key that was never given before. */
  newKey(): string;
  changed(): void;
}

/**
 * No incident yet. A trigger opens one, or is added to the open one of its key; acknowledge and resolve count only while
 * it is open and only for the service that it was opened for, and are dropped else; after its end the same key opens
 * another.
 * Source: PagerDuty developer documentation, "Alert De-Duplication", "Event Action Behavior".
 */
export function createIncidents({ now, newKey, changed }: IncidentsOptions): Incidents {
  let incidents: readonly Incident[] = [];
  return { all: () => incidents, take };

  function take(service: string, { action, dedupKey = newKey(), alert }: PagerEvent): string {
    const open = incidents.find(
      (each) => each.dedupKey === dedupKey && each.service === service && each.status !== "resolved",
    );
    const next = open === undefined ? opened(service, dedupKey, alert) : changedBy(open, action, alert);
    if (next === undefined || next === open) return dedupKey;
    incidents = open === undefined ? [next, ...incidents] : incidents.map((each) => (each === open ? next : each));
    changed();
    return dedupKey;
  }

  function opened(service: string, dedupKey: string, alert: Alert | undefined): Incident | undefined {
    if (alert === undefined) return undefined;
    const number = incidents.length + 1;
    const history = [{ at: now(), what: `Triggered through the Events API by ${clientOf(alert)}` }];
    return { number, service, dedupKey, status: "triggered", ...alert, history };
  }

  function changedBy(open: Incident, action: PagerEvent["action"], alert: Alert | undefined): Incident {
    if (action === "trigger")
      return noted(open, `Triggered again (${alert?.severity ?? "no severity"}): added to this incident`);
    if (action === "resolve") return { ...noted(open, "Resolved through the Events API"), status: "resolved" };
    if (open.status === "acknowledged") return open;
    return { ...noted(open, "Acknowledged through the Events API"), status: "acknowledged" };
  }

  function noted(incident: Incident, what: string): Incident {
    return { ...incident, history: [...incident.history, { at: now(), what }] };
  }
}

function clientOf({ facts }: Alert): string {
  return facts.find(({ name }) => name === "client")?.text ?? "an unnamed client";
}
