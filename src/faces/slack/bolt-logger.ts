import type { Logger, LogLevel } from "@slack/bolt";

/** Where Bolt's own words go: warnings and errors to our log, all else nowhere, for it may quote requests. */
export function boltLogger(tell: (level: "warn" | "error", message: string) => void): Logger {
  const said = (level: "warn" | "error") => (message: unknown) => {
    tell(level, message instanceof Error ? `${message.name}: ${message.message}` : String(message).slice(0, 300));
  };
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: said("warn"),
    error: said("error"),
    setLevel: () => undefined,
    // The names of Bolt's levels are their values.
    getLevel: () => "warn" as LogLevel,
    setName: () => undefined,
  };
}
