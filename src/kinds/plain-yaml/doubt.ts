/**
 * Thrown where a text may mean something else than it seems to, and caught in read-plain-yaml.ts only. One object,
 * because a stack trace would cost more than the reading.
 */
export const doubt = new Error("in doubt");
