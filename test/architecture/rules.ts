/** The table "Layers, and what each may not do" of docs/architecture.md, as data. */

/** What the files of one folder below `src/` may lean on, besides each other. */
export interface Layer {
  /** Other layers; `"*"` is every layer. */
  readonly layers: readonly string[];
  /** Packages and `node:` modules; `"node:*"` is every built-in module, `"*"` every package. */
  readonly packages: readonly string[];
  /** Pure layers are synchronous and see nothing but their arguments. */
  readonly pure: boolean;
}

/** The layers in the order of the table. */
export const layers: Readonly<Record<string, Layer>> = {
  model: { layers: [], packages: [], pure: true },
  kinds: { layers: ["model"], packages: ["yaml", "zod"], pure: true },
  mesh: { layers: ["model", "kinds"], packages: ["re2js", "node:net"], pure: true },
  simulate: { layers: ["model", "mesh"], packages: ["re2js"], pure: true },
  checks: { layers: ["model"], packages: [], pure: true },
  playbook: { layers: ["model"], packages: ["yaml", "zod"], pure: true },
  diagnose: { layers: ["model", "kinds", "mesh", "simulate", "playbook"], packages: ["rfc6902"], pure: true },
  follow: { layers: ["model"], packages: [], pure: true },
  render: { layers: ["model"], packages: ["@slack/types"], pure: true },
  config: { layers: ["model"], packages: ["yaml", "zod"], pure: false },
  source: {
    layers: ["model", "kinds", "config"],
    packages: [
      "yaml",
      "zod",
      "undici",
      "@kubernetes/client-node",
      "@smithy/signature-v4",
      "@aws-sdk/credential-provider-node",
      "node:*",
    ],
    pure: false,
  },
  store: {
    layers: ["model", "config"],
    packages: ["@aws-sdk/client-dynamodb", "@aws-sdk/util-dynamodb", "zod", "node:*"],
    pure: false,
  },
  notify: {
    layers: ["model", "config", "render"],
    packages: ["@slack/web-api", "@slack/types", "zod", "node:*"],
    pure: false,
  },
  faces: { layers: ["*"], packages: ["*"], pure: false },
};

/** The doors: they may use everything, and nothing may use them. */
export const doors = "faces";

/** The one file of a pure layer that waits: once, for the snapshot. */
export const reader = "src/diagnose/diagnose.ts";

/** Layers whose interfaces may speak of a `Promise`, as the port `Source` does; none of them may make one. */
export const declaresPorts: readonly string[] = ["model"];

/** Names that say nothing about what a file holds. */
export const emptyNames: readonly string[] = ["index.ts", "utils.ts", "helpers.ts", "common.ts", "types.ts"];

/** Globals by which a pure layer would reach the world outside its arguments. */
export const worldlyGlobals: readonly string[] = [
  "console",
  "fetch",
  "globalThis",
  "performance",
  "process",
  "queueMicrotask",
  "setImmediate",
  "setInterval",
  "setTimeout",
];

/** Calls whose answer depends on clock, chance, environment, locale or time zone: only doors may make them. */
export const unsteadyCalls: readonly string[] = [
  "Date.now",
  "Math.random",
  "crypto.getRandomValues",
  "crypto.randomUUID",
  "performance.now",
  "process.env",
  "process.hrtime",
];

/** Methods that depend on locale or time zone, on whatever they are called. */
export const unsteadyMethods: readonly string[] = [
  "getDate",
  "getDay",
  "getFullYear",
  "getHours",
  "getMinutes",
  "getMonth",
  "getTimezoneOffset",
  "localeCompare",
  "toLocaleDateString",
  "toLocaleLowerCase",
  "toLocaleString",
  "toLocaleTimeString",
  "toLocaleUpperCase",
];
