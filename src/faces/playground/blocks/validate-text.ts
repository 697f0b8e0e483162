import { boolean, byType, object, oneOf, type Rule, string } from "./rule.ts";

/** A `plain_text` object of at most so many characters. */
export function plainText(most: number, least = 1): Rule {
  return byType({
    plain_text: object({ type: oneOf("plain_text"), text: string(least, most) }, { emoji: boolean }),
  });
}

/** A `mrkdwn` object of at most so many characters. */
export function mrkdwn(most: number): Rule {
  return byType({ mrkdwn: object({ type: oneOf("mrkdwn"), text: string(1, most) }, { verbatim: boolean }) });
}

/** A text object of either sort. */
export function anyText(most: number): Rule {
  return byType({
    plain_text: object({ type: oneOf("plain_text"), text: string(1, most) }, { emoji: boolean }),
    mrkdwn: object({ type: oneOf("mrkdwn"), text: string(1, most) }, { verbatim: boolean }),
  });
}
