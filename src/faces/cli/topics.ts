/** What `mesh help` has a page about, besides the one about all. */
export const topics = [
  "why",
  "who",
  "health",
  "digest",
  "diff",
  "demo",
  "snapshot",
  "config",
  "doctor",
  "serve",
] as const;
/** `undefined`: the page about all. */
export type Topic = (typeof topics)[number] | undefined;
