import type { Page } from "../../render/page.ts";
import { pageMarkdown } from "../../render/page-markdown.ts";
import { pageText } from "../../render/page-text.ts";
import type { Io } from "./io.ts";
import type { Output } from "./output-from.ts";
import { terminalOf } from "./terminal-of.ts";

/** Prints an answer in the form that was asked for. `json` is made only where it is wanted. */
export function printPage(page: Page, json: () => string, output: Output, io: Io): void {
  switch (output) {
    case "json":
      io.out(json());
      return;
    case "markdown":
      io.out(pageMarkdown(page));
      return;
    case "text":
      io.out(pageText(page, terminalOf(io)));
  }
}
