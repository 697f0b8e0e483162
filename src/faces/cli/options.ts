/** Every option there is. */
export const options = {
  snapshot: { type: "string", multiple: true, short: "s" },
  cluster: { type: "string" },
  context: { type: "string" },
  kubeconfig: { type: "string" },
  secrets: { type: "boolean" },
  config: { type: "string" },
  proxies: { type: "boolean" },
  namespace: { type: "string", multiple: true, short: "n" },
  port: { type: "string", short: "p" },
  request: { type: "string", short: "r" },
  header: { type: "string", multiple: true, short: "H" },
  scheme: { type: "string" },
  "client-ip": { type: "string" },
  at: { type: "string" },
  pair: { type: "string", multiple: true },
  previous: { type: "string" },
  save: { type: "string" },
  host: { type: "string" },
  socket: { type: "boolean" },
  table: { type: "string" },
  playbook: { type: "string" },
  force: { type: "boolean" },
  watch: { type: "boolean", short: "w" },
  interval: { type: "string" },
  until: { type: "string" },
  output: { type: "string", short: "o" },
  verbose: { type: "boolean", short: "v" },
  details: { type: "boolean", short: "d" },
  list: { type: "boolean", short: "l" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "V" },
} as const;

export type OptionName = keyof typeof options;

/** What was given, by option. */
export type OptionValues = {
  -readonly [K in OptionName]?: (typeof options)[K] extends { multiple: true }
    ? string[]
    : (typeof options)[K] extends { type: "boolean" }
      ? boolean
      : string;
};
