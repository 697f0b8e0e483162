import { type ViewState, viewValue } from "./view-value.ts";

/** A form as Slack tells of it while somebody searches in it. */
interface Form {
  readonly state: ViewState;
  readonly blocks?: readonly unknown[];
}

type Shape = Readonly<Record<string, unknown>>;

/** The action of the input in which a cluster is chosen. */
export const clusterAction = "mesh.cluster";

/**
 * The cluster that a form asks about: the one that is chosen, else the one that the form was drawn with last. Slack may
 * tell nothing of other inputs with a search. Source: slackapi/bolt-js issue 660.
 */
export function clusterInForm({ state, blocks = [] }: Form): string | undefined {
  const chosen = viewValue(state, clusterAction)?.value;
  if (chosen !== undefined) return chosen;
  const element = blocks
    .map((block) => shape(shape(block).element))
    .find(({ action_id }) => action_id === clusterAction);
  const { value } = shape(element?.initial_option);
  return typeof value === "string" ? value : undefined;
}

function shape(value: unknown): Shape {
  return typeof value === "object" && value !== null ? (value as Shape) : {};
}
