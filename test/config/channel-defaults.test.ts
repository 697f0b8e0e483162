import { expect, test } from "vitest";
import { channelDefaults } from "../../src/config/channel-defaults.ts";
import { parseConfig } from "../../src/config/parse-config.ts";

const config = parseConfig(
  `version: 1
clusters: {first: {snapshot: a}, second: {snapshot: b}}
slack: {channels: {C0PLAIN001: , C0SECOND01: {cluster: second, namespace: shop, answers: asker}}}
`,
  "meshwhy.yaml",
);

test.each([
  ["C0PLAIN001", { cluster: "first", answers: "channel" }],
  ["C0SECOND01", { cluster: "second", namespace: "shop", answers: "asker" }],
  ["C0UNKNOWN1", { cluster: "first", answers: "channel" }],
])("in %s", (channel, defaults) => {
  expect(channelDefaults(config, channel)).toEqual(defaults);
});
