/** What the scripted bot shows: one of nearly every block, so that tests and pictures see them all. */
import type { HomeView, KnownBlock, ModalView } from "@slack/types";

/** A diagnosis, as rich as Slack can show it. */
export const answerBlocks: readonly KnownBlock[] = [
  { type: "header", text: { type: "plain_text", text: "✗ Broken: checkout → payment in prod-eu" } },
  {
    type: "alert",
    level: "error",
    text: {
      type: "mrkdwn",
      text: "*No request arrives.* AuthorizationPolicy `shop/payment-callers` admits another principal.",
    },
  },
  {
    type: "section",
    text: {
      type: "mrkdwn",
      text: "*AuthorizationPolicy* `shop/payment-callers`\n`spec.rules[0].from[0].source.principals[0]` is `cluster.local/ns/shop/sa/chekout`; the caller is `cluster.local/ns/shop/sa/checkout` &lt;b&gt;&amp;",
    },
    accessory: {
      type: "overflow",
      action_id: "more",
      options: [
        { text: { type: "plain_text", text: "Show YAML" }, value: "yaml" },
        { text: { type: "plain_text", text: "Show the path" }, value: "path" },
      ],
    },
  },
  {
    type: "section",
    fields: [
      { type: "mrkdwn", text: "*Requests hit*\n100 % of 42 seen" },
      { type: "mrkdwn", text: "*Changed*\n6 min ago by <@U0DEVELOP01>" },
    ],
  },
  {
    type: "rich_text",
    elements: [
      {
        type: "rich_text_section",
        elements: [
          { type: "text", text: "The fix, ", style: { bold: true } },
          { type: "text", text: "simulated: delivers" },
        ],
      },
      {
        type: "rich_text_preformatted",
        elements: [
          { type: "text", text: "-  - cluster.local/ns/shop/sa/chekout\n+  - cluster.local/ns/shop/sa/checkout" },
        ],
      },
      {
        type: "rich_text_list",
        style: "bullet",
        elements: [
          {
            type: "rich_text_section",
            elements: [
              { type: "text", text: "The proxy of " },
              { type: "text", text: "payment", style: { code: true } },
              { type: "text", text: " refused it" },
            ],
          },
          {
            type: "rich_text_section",
            elements: [
              { type: "emoji", name: "white_check_mark" },
              { type: "text", text: " mTLS is in force" },
            ],
          },
        ],
      },
      { type: "rich_text_quote", elements: [{ type: "text", text: "RBAC: access denied" }] },
    ],
  },
  {
    type: "container",
    title: { type: "plain_text", text: "Evidence" },
    subtitle: { type: "plain_text", text: "3 log lines, 42 requests" },
    is_collapsible: true,
    default_collapsed: false,
    child_blocks: [
      {
        type: "section",
        text: {
          type: "mrkdwn",
          text: '```[14:01:07] "POST /charge HTTP/1.1" 403 - rbac_access_denied_matched_policy[none]```',
        },
      },
      { type: "context", elements: [{ type: "mrkdwn", text: "from `logs/shop/payment-7d9/istio-proxy.log:118`" }] },
    ],
  },
  {
    type: "data_table",
    caption: "Who else is hit",
    page_size: 3,
    rows: [
      [
        { type: "raw_text", text: "Caller" },
        { type: "raw_text", text: "Requests" },
        { type: "raw_text", text: "Verdict" },
      ],
      [
        { type: "raw_text", text: "shop/checkout" },
        { type: "raw_number", value: 42, text: "42" },
        { type: "raw_text", text: "✗ broken" },
      ],
      [
        { type: "raw_text", text: "shop/web" },
        { type: "raw_number", value: 7, text: "7" },
        { type: "raw_text", text: "✗ broken" },
      ],
      [
        { type: "raw_text", text: "fraud/score" },
        { type: "raw_number", value: 310, text: "310" },
        { type: "raw_text", text: "✓ healthy" },
      ],
      [
        { type: "raw_text", text: "ops/probe" },
        { type: "raw_number", value: 12, text: "12" },
        { type: "raw_text", text: "✓ healthy" },
      ],
    ],
  },
  { type: "divider" },
  {
    type: "actions",
    block_id: "buttons",
    elements: [
      {
        type: "button",
        action_id: "recheck",
        style: "primary",
        text: { type: "plain_text", text: "Re-check" },
        value: "answer-1",
      },
      { type: "button", action_id: "mute", text: { type: "plain_text", text: "Mute…" }, value: "answer-1" },
      {
        type: "button",
        action_id: "escalate",
        style: "danger",
        text: { type: "plain_text", text: "Escalate" },
        value: "answer-1",
        confirm: {
          title: { type: "plain_text", text: "Page the on-call?" },
          text: { type: "mrkdwn", text: "<!subteam^S0ONCALL001|@oncall> will be *paged*." },
          confirm: { type: "plain_text", text: "Page them" },
          deny: { type: "plain_text", text: "Cancel" },
          style: "danger",
        },
      },
      {
        type: "conversations_select",
        action_id: "share",
        placeholder: { type: "plain_text", text: "Share to…" },
      },
    ],
  },
  {
    type: "context",
    elements: [
      {
        type: "mrkdwn",
        text: ":stopwatch: Data of 14:02 UTC, 2 min old · Istio 1.27 · <https://example.com/docs|what was not read>",
      },
    ],
  },
];

/** A form with every sort of input. */
export function questionModal(from = "", to = ""): ModalView {
  const external = (value: string) =>
    value === ""
      ? {}
      : { initial_option: { text: { type: "plain_text" as const, text: `shop/${value}` }, value: `shop/${value}` } };
  return {
    type: "modal",
    callback_id: "question",
    notify_on_close: true,
    title: { type: "plain_text", text: "Ask the mesh" },
    submit: { type: "plain_text", text: "Ask" },
    close: { type: "plain_text", text: "Cancel" },
    blocks: [
      {
        type: "section",
        text: { type: "mrkdwn", text: "Who calls whom? I say whether it arrives, and if not, *what is to blame*." },
      },
      {
        type: "input",
        block_id: "from",
        label: { type: "plain_text", text: "From" },
        element: {
          type: "external_select",
          action_id: "from",
          min_query_length: 0,
          placeholder: { type: "plain_text", text: "A workload" },
          ...external(from),
        },
      },
      {
        type: "input",
        block_id: "to",
        label: { type: "plain_text", text: "To" },
        hint: { type: "plain_text", text: "A service, a host or an address" },
        element: {
          type: "external_select",
          action_id: "to",
          min_query_length: 0,
          placeholder: { type: "plain_text", text: "A service" },
          ...external(to),
        },
      },
      {
        type: "input",
        block_id: "cluster",
        label: { type: "plain_text", text: "Cluster" },
        element: {
          type: "static_select",
          action_id: "cluster",
          initial_option: { text: { type: "plain_text", text: "prod-eu" }, value: "prod-eu" },
          options: ["prod-eu", "prod-us", "staging"].map((text) => ({
            text: { type: "plain_text", text },
            value: text,
          })),
        },
      },
      {
        type: "input",
        block_id: "see",
        optional: true,
        label: { type: "plain_text", text: "Who sees the answer" },
        element: {
          type: "radio_buttons",
          action_id: "see",
          initial_option: { text: { type: "plain_text", text: "The channel" }, value: "channel" },
          options: [
            { text: { type: "plain_text", text: "The channel" }, value: "channel" },
            {
              text: { type: "plain_text", text: "Only me" },
              value: "me",
              description: { type: "plain_text", text: "An ephemeral message" },
            },
          ],
        },
      },
      {
        type: "input",
        block_id: "note",
        optional: true,
        label: { type: "plain_text", text: "Note" },
        element: { type: "plain_text_input", action_id: "note", multiline: true, max_length: 300 },
      },
      {
        type: "input",
        block_id: "until",
        optional: true,
        label: { type: "plain_text", text: "Until" },
        element: { type: "datepicker", action_id: "until", initial_date: "2026-11-30" },
      },
      {
        type: "actions",
        block_id: "steps",
        elements: [{ type: "button", action_id: "next", text: { type: "plain_text", text: "One more view" } }],
      },
    ],
  };
}

/** App Home. */
export const homeView: HomeView = {
  type: "home",
  blocks: [
    { type: "header", text: { type: "plain_text", text: "Recent diagnoses" } },
    {
      type: "section",
      text: { type: "mrkdwn", text: "*✗ Broken* checkout → payment\n6 minutes ago in prod-eu" },
      accessory: { type: "button", action_id: "recheck", text: { type: "plain_text", text: "Re-check" } },
    },
    { type: "divider" },
    {
      type: "section",
      text: { type: "mrkdwn", text: "*✓ Healthy* web → checkout\nyesterday in prod-eu" },
      accessory: { type: "button", action_id: "recheck", text: { type: "plain_text", text: "Re-check" } },
    },
  ],
};
