import { z } from "zod";
import { stringMap } from "./string-map.ts";

const secretNames: ReadonlySet<string> = new Set([
  "authorization",
  "cookie",
  "proxy-authorization",
  "set-cookie",
  "x-api-key",
  "x-auth-token",
]);

/** Stands for a value that is not kept. */
export const notKept = "(not kept)";

const headersToWrite = stringMap.transform((headers) =>
  Object.keys(headers).some(isSecret)
    ? Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, isSecret(name) ? notKept : value]))
    : headers,
);

const operations = z.object({
  set: headersToWrite.optional(),
  add: headersToWrite.optional(),
  remove: z.array(z.string()).optional(),
});

/** What a route does to headers; credentials that it would add are not kept. */
export const headersSchema = z.object({ request: operations.optional(), response: operations.optional() });

function isSecret(name: string): boolean {
  return secretNames.has(name.toLowerCase());
}
