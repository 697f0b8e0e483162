import { type ViewState, viewValue } from "./view-value.ts";

/** A form as Slack tells of it while somebody searches in it. */
interface Form {
  readonly state: ViewState;
  readonly blocks?: readonly unknown[];
}

type Shape = Readonly<Record<string, unknown>>;

const actionId = "mesh.cluster";

/**
 * The cluster that a form asks about: the one that is chosen, else the one that the form was opened with. Slack may tell
 * nothing of other inputs with a search. Source: slackapi/bolt-js issue 660.
 */
export function clusterInForm({ state, blocks = [] }: Form): string | undefined {
  const chosen = viewValue(state, actionId)?.value;
  if (chosen !== undefined) return chosen;
  const element = blocks.map((block) => shape(shape(block).element)).find(({ action_id }) => action_id === actionId);
  const { value } = shape(element?.initial_option);
  return typeof value === "string" ? value : undefined;
}

function shape(value: unknown): Shape {
  return typeof value === "object" && value !== null ? (value as Shape) : {};
}
