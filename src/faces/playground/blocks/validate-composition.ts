import {
  address,
  boolean,
  isShape,
  list,
  needsOne,
  object,
  oneOf,
  type Problem,
  problem,
  type Rule,
  type Shape,
  string,
} from "./rule.ts";
import { anyText, plainText } from "./validate-text.ts";

/** A confirmation dialog. */
export const confirmation: Rule = object(
  { text: anyText(300) },
  { title: plainText(100), confirm: plainText(30), deny: plainText(30), style: oneOf("primary", "danger") },
);

const value = string(1, 150);
const description = plainText(75);

/** An option of a menu: plain text. */
export const menuOption: Rule = object({ text: plainText(75), value }, { description });

/** An option of checkboxes or radio buttons: mrkdwn is allowed. */
export const choiceOption: Rule = object({ text: anyText(75), value }, { description: anyText(75) });

/** An option of an overflow menu: it may be a link. */
export const overflowOption: Rule = object({ text: plainText(75) }, { value, description, url: address(3000) });

/** A titled group of options of a menu. */
export const optionGroup: Rule = object({ label: plainText(75), options: list(menuOption, 1, 100) });

/** When an input sends what is typed. */
export const dispatchConfig: Rule = object(
  {},
  { trigger_actions_on: list(oneOf("on_enter_pressed", "on_character_entered"), 1, 2) },
);

/** What a menu of conversations lists. */
export const conversationFilter: Rule = object(
  {},
  {
    include: list(oneOf("im", "mpim", "private", "public"), 1, 4),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
  (filter, pointer) => needsOne(filter, pointer, ["include", "exclude_bot_users", "exclude_external_shared_channels"]),
);

/** Members of an image that say where it is; one of the two must be there. */
export const imagePlace: Readonly<Record<string, Rule>> = {
  image_url: address(3000),
  slack_file: object({}, { id: string(1), url: address(3000) }, (file, pointer) =>
    needsOne(file, pointer, ["id", "url"], true),
  ),
};

/** An image inside another block. */
export const imageElement: Rule = object(
  { type: oneOf("image"), alt_text: string(1, 2000) },
  imagePlace,
  (image, pointer) => needsOne(image, pointer, ["image_url", "slack_file"], true),
);

/** Whether what is chosen at first is among what can be chosen, and no value stands twice. */
export function consistentOptions(element: Shape, pointer: string): readonly Problem[] {
  const offered = optionsOf(element);
  const values = offered.map(valueOf);
  const initial = element.initial_option === undefined ? [] : [element.initial_option];
  const initials = Array.isArray(element.initial_options) ? element.initial_options : [];
  return [
    ...initial.flatMap((each) => unknownOption(each, values, `${pointer}/initial_option`)),
    ...initials.flatMap((each: unknown, at) => unknownOption(each, values, `${pointer}/initial_options/${at}`)),
  ];
}

function unknownOption(option: unknown, values: readonly unknown[], pointer: string): readonly Problem[] {
  return values.includes(valueOf(option)) ? [] : problem(pointer, "must be one of the provided options");
}

function optionsOf(element: Shape): readonly unknown[] {
  if (Array.isArray(element.options)) return element.options;
  const groups: readonly unknown[] = Array.isArray(element.option_groups) ? element.option_groups : [];
  return groups.flatMap((group) => (isShape(group) && Array.isArray(group.options) ? group.options : []));
}

function valueOf(option: unknown): unknown {
  return isShape(option) ? option.value : undefined;
}
