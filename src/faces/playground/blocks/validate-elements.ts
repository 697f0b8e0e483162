import {
  address,
  boolean,
  form,
  integer,
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
import {
  choiceOption,
  confirmation,
  consistentOptions,
  conversationFilter,
  dispatchConfig,
  imageElement,
  menuOption,
  optionGroup,
  overflowOption,
} from "./validate-composition.ts";
import { richText } from "./validate-rich-text.ts";
import { plainText } from "./validate-text.ts";

const action_id = string(1, 255);
const actionable = { action_id };
const confirmable = { action_id, confirm: confirmation };
const focusable = { ...confirmable, focus_on_load: boolean };
const pickable = { ...focusable, placeholder: plainText(150) };
const typed = {
  ...actionable,
  focus_on_load: boolean,
  placeholder: plainText(150),
  dispatch_action_config: dispatchConfig,
};
const many = { ...pickable, max_selected_items: integer(1) };
const ids = list(string(1));
const style = oneOf("primary", "danger");
const label = string(1, 75);
const feedback = object({ text: plainText(75), value: string(1, 2000) }, { accessibility_label: label });

/** The interactive elements of Block Kit and the limits of each, by type. */
const elements: Readonly<Record<string, Rule>> = {
  button: object(
    { type: oneOf("button"), text: plainText(75) },
    { ...confirmable, value: string(0, 2000), url: address(3000), style, accessibility_label: label },
  ),
  workflow_button: object(
    { type: oneOf("workflow_button"), text: plainText(75), workflow: object({ trigger: anything() }) },
    { ...confirmable, style, accessibility_label: label },
  ),
  overflow: object({ type: oneOf("overflow"), options: list(overflowOption, 1, 5) }, confirmable),
  checkboxes: object(
    { type: oneOf("checkboxes"), options: list(choiceOption, 1, 10) },
    { ...focusable, initial_options: list(choiceOption, 1, 10) },
    consistentOptions,
  ),
  radio_buttons: object(
    { type: oneOf("radio_buttons"), options: list(choiceOption, 1, 10) },
    { ...focusable, initial_option: choiceOption },
    consistentOptions,
  ),
  static_select: menu("static_select", pickable, { initial_option: menuOption }),
  multi_static_select: menu("multi_static_select", many, { initial_options: list(menuOption, 1, 100) }),
  external_select: object(
    { type: oneOf("external_select") },
    { ...pickable, initial_option: menuOption, min_query_length: integer(0) },
  ),
  multi_external_select: object(
    { type: oneOf("multi_external_select") },
    { ...many, initial_options: list(menuOption, 1, 100), min_query_length: integer(0) },
  ),
  users_select: object({ type: oneOf("users_select") }, { ...pickable, initial_user: string(1) }),
  multi_users_select: object({ type: oneOf("multi_users_select") }, { ...many, initial_users: ids }),
  conversations_select: object(
    { type: oneOf("conversations_select") },
    {
      ...pickable,
      initial_conversation: string(1),
      default_to_current_conversation: boolean,
      filter: conversationFilter,
      response_url_enabled: boolean,
    },
  ),
  multi_conversations_select: object(
    { type: oneOf("multi_conversations_select") },
    {
      ...many,
      initial_conversations: ids,
      default_to_current_conversation: boolean,
      filter: conversationFilter,
    },
  ),
  channels_select: object(
    { type: oneOf("channels_select") },
    { ...pickable, initial_channel: string(1), response_url_enabled: boolean },
  ),
  multi_channels_select: object({ type: oneOf("multi_channels_select") }, { ...many, initial_channels: ids }),
  datepicker: object(
    { type: oneOf("datepicker") },
    { ...pickable, initial_date: form(/^\d{4}-\d{2}-\d{2}$/, "a date of the form YYYY-MM-DD") },
  ),
  timepicker: object(
    { type: oneOf("timepicker") },
    { ...pickable, initial_time: form(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of the form HH:mm"), timezone: string(1) },
  ),
  datetimepicker: object(
    { type: oneOf("datetimepicker") },
    { ...focusable, initial_date_time: integer(1_000_000_000, 9_999_999_999) },
  ),
  plain_text_input: object(
    { type: oneOf("plain_text_input") },
    {
      ...typed,
      initial_value: string(0, 3000),
      multiline: boolean,
      min_length: integer(0, 3000),
      max_length: integer(1, 3000),
    },
    lengthsInOrder,
  ),
  email_text_input: object({ type: oneOf("email_text_input") }, { ...typed, initial_value: string() }),
  url_text_input: object({ type: oneOf("url_text_input") }, { ...typed, initial_value: string() }),
  number_input: object(
    { type: oneOf("number_input"), is_decimal_allowed: boolean },
    { ...typed, initial_value: string(1), min_value: string(1), max_value: string(1) },
  ),
  rich_text_input: object(
    { type: oneOf("rich_text_input") },
    { ...typed, initial_value: richText, min_lines: integer(1, 100), max_lines: integer(1, 100) },
  ),
  file_input: object(
    { type: oneOf("file_input") },
    { ...actionable, filetypes: list(string(1), 1), max_files: integer(1, 10) },
  ),
  feedback_buttons: object(
    { type: oneOf("feedback_buttons"), positive_button: feedback, negative_button: feedback },
    actionable,
  ),
  icon_button: object(
    { type: oneOf("icon_button"), icon: string(1), text: plainText(75) },
    { ...confirmable, accessibility_label: label, value: string(0, 2000), visible_to_user_ids: ids },
  ),
  image: imageElement,
};

/** The elements of these types. */
export function elementsOf(...types: readonly string[]): Readonly<Record<string, Rule>> {
  return Object.fromEntries(types.flatMap((type) => (elements[type] === undefined ? [] : [[type, elements[type]]])));
}

function menu(type: string, members: Readonly<Record<string, Rule>>, more: Readonly<Record<string, Rule>>): Rule {
  return object(
    { type: oneOf(type) },
    { ...members, ...more, options: list(menuOption, 1, 100), option_groups: list(optionGroup, 1, 100) },
    (element, pointer) => {
      const missing = needsOne(element, pointer, ["options", "option_groups"], true);
      return missing.length > 0 ? missing : consistentOptions(element, pointer);
    },
  );
}

function lengthsInOrder(input: Shape, pointer: string): readonly Problem[] {
  const { min_length: least, max_length: most } = input;
  return typeof least === "number" && typeof most === "number" && least > most
    ? problem(`${pointer}/min_length`, "must be less than or equal to max_length")
    : [];
}

function anything(): Rule {
  return () => [];
}
