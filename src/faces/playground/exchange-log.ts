import type { Slack } from "./slack.ts";
import type { Exchange } from "./wire.ts";

/** How an exchange ended. */
export interface Ending {
  readonly status: string;
  readonly ok: boolean;
  readonly response: string;
}

const shown = 20_000;

/** Notes that an exchange begins; the answer notes how it ended. */
export function beginExchange(
  slack: Slack,
  begun: Pick<Exchange, "direction" | "what" | "request">,
): (ending: Ending) => void {
  const at = slack.now();
  const exchange: Exchange = { id: slack.newId("X"), at, ...begun, request: cut(begun.request) };
  slack.changed({ kind: "exchange", exchange });
  return ({ status, ok, response }) =>
    slack.changed({
      kind: "exchange",
      exchange: { ...exchange, status, ok, response: cut(response), ms: slack.now() - at },
    });
}

function cut(text: string): string {
  return text.length > shown ? `${text.slice(0, shown)}\n… ${text.length - shown} more characters` : text;
}
