import type { InputBlock, ModalView, PlainTextOption } from "@slack/types";
import { type ModalTarget, privateMetadata } from "./modal-target.ts";
import { notes, plainText } from "./plain-blocks.ts";
import { slackLength } from "./slack-escape.ts";
import { slackLimits } from "./slack-limits.ts";

/** What the form is filled with at first. */
export interface QuestionForm {
  readonly clusters: readonly string[];
  readonly cluster?: string;
  readonly from?: string;
  readonly to?: string;
  readonly namespace?: string;
  readonly target: ModalTarget;
}

const longestInput = 500;

/**
 * The form that builds a question: callback `mesh.question`; its inputs are the blocks `cluster`, `from`, `to`, `port`,
 * `request`, `header` and `namespace`, with the action ids `mesh.<block>`. From and to are searched while typing.
 * @throws RangeError when the target is longer than Slack keeps
 */
export function questionModal(form: QuestionForm): ModalView {
  return {
    type: "modal",
    callback_id: "mesh.question",
    private_metadata: privateMetadata(form.target),
    title: plainText("Ask about a pair", slackLimits.modalTitle),
    submit: plainText("Ask", slackLimits.modalTitle),
    close: plainText("Cancel", slackLimits.modalTitle),
    blocks: [
      ...clusterInput(form),
      search("from", "Who calls?", "a workload, or internet", form.from),
      search("to", "Who is called?", "a Service, a host or an address", form.to),
      typed("request", "Request", "POST /charge", "Without one, every request that the configuration names is tried."),
      typed("port", "Port", "8080", "The Service's port; without one, each is tried."),
      typed("header", "Header", "x-canary: yes", "One header. Never a token or a cookie."),
      typed("namespace", "Namespace", "shop", "Where short names are looked up first.", form.namespace),
      notes("The answer is posted where you opened this form."),
    ],
  };
}

function clusterInput({ clusters, cluster }: QuestionForm): InputBlock[] {
  const options = clusters.flatMap((name) => option(name) ?? []).slice(0, slackLimits.options);
  const initial = options.find(({ value }) => value === cluster) ?? options[0];
  if (initial === undefined) return [];
  const left = clusters.length - options.length;
  const hint = `${left} more are not offered here; name them in the command: /mesh why a b in <cluster>.`;
  return [
    {
      type: "input",
      block_id: "cluster",
      // What is searched depends on it, so that the form is drawn anew when another one is chosen.
      dispatch_action: true,
      label: plainText("Cluster", slackLimits.button),
      ...(left === 0 ? {} : { hint: plainText(hint, slackLimits.inputLabel) }),
      element: { type: "static_select", action_id: "mesh.cluster", options, initial_option: initial },
    },
  ];
}

function search(id: "from" | "to", label: string, hint: string, initial: string | undefined): InputBlock {
  const chosen = initial === undefined ? undefined : option(initial);
  return {
    type: "input",
    block_id: id,
    label: plainText(label, slackLimits.button),
    element: {
      type: "external_select",
      action_id: `mesh.${id}`,
      min_query_length: 0,
      placeholder: plainText(hint, slackLimits.placeholder),
      ...(chosen === undefined ? {} : { initial_option: chosen }),
    },
  };
}

function typed(id: string, label: string, example: string, hint: string, initial?: string): InputBlock {
  const value = initial === undefined || initial === "" || initial.length > longestInput ? undefined : initial;
  return {
    type: "input",
    block_id: id,
    optional: true,
    label: plainText(label, slackLimits.button),
    hint: plainText(hint, slackLimits.inputLabel),
    element: {
      type: "plain_text_input",
      action_id: `mesh.${id}`,
      max_length: longestInput,
      placeholder: plainText(example, slackLimits.placeholder),
      ...(value === undefined ? {} : { initial_value: value }),
    },
  };
}

/** A name to choose; `undefined` where it is longer than Slack sends back. */
function option(name: string): PlainTextOption | undefined {
  if (name === "" || slackLength(name) > slackLimits.optionValue) return undefined;
  return { text: plainText(name, slackLimits.option), value: name };
}
