import { newestText } from "./newest-text.ts";
import { isHtml, noJson } from "./no-json.ts";
import { type Reading, Unreadable } from "./reading.ts";

/** Reads a text of which only the end is kept, where it is longer. */
export function readText(name: string, limitBytes: number): Reading<string> {
  return {
    read: (answer) => {
      if (isHtml(answer)) throw new Unreadable(noJson(name, answer), false);
      return newestText(answer.body, limitBytes);
    },
  };
}
