/** The Slack app's manifests: their shape, what they ask for, and that the two are one app. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "@slack/web-api/dist/types/request/manifest.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const folder = join(import.meta.dirname, "../../infra/slack");
const text = (name: string) => readFileSync(join(folder, name), "utf8");
const read = (name: string) => parse(text(name)) as Manifest;
const http = read("manifest.yaml");
const socket = read("manifest.socket.yaml");

describe("the manifest", () => {
  test("asks for what is used, and marks what can be left out", () => {
    expect(http.oauth_config).toEqual({
      scopes: {
        bot: ["commands", "chat:write", "app_mentions:read", "users:read"],
        bot_optional: ["usergroups:read"],
      },
    });
  });

  test("tells what each scope is for", () => {
    const scopes = text("manifest.yaml")
      .split("\n")
      .filter((line) => /^ {6}- [a-z_]+(?::[a-z.]+)?(?: |$)/.test(line));
    expect(scopes.filter((line) => line.includes(":") || line.includes("commands")).length).toBeGreaterThanOrEqual(5);
    for (const line of scopes.filter((each) => !/app_home_opened|app_mention$/.test(each)))
      expect.soft(line).toMatch(/ # \S/);
  });

  test("never asks to read what people write, to act for them, or to join channels", () => {
    for (const name of ["manifest.yaml", "manifest.socket.yaml"])
      expect(text(name)).not.toMatch(/:history|channels:join|users:read\.email|user_optional|^\s+user:|chat:write\./m);
  });

  test("has one command, whose text arrives as it was typed", () => {
    expect(http.features?.slash_commands).toMatchObject([{ command: "/mesh", should_escape: false }]);
  });

  test("has the shortcut on messages, and no other", () => {
    expect(http.features?.shortcuts).toMatchObject([
      { type: "message", name: "Explain with mesh", callback_id: "mesh.explain" },
    ]);
  });

  test("hears of mentions and of its Home, and of nothing else", () => {
    expect(http.settings?.event_subscriptions?.bot_events).toEqual(["app_home_opened", "app_mention"]);
    expect(http.features?.app_home).toMatchObject({ home_tab_enabled: true, messages_tab_enabled: false });
  });

  test("calls one address, and says how often it stands there", () => {
    const address = "https://mesh.example.com/slack/events";
    expect([
      http.features?.slash_commands?.[0]?.url,
      http.settings?.event_subscriptions?.request_url,
      http.settings?.interactivity?.request_url,
      http.settings?.interactivity?.message_menu_options_url,
    ]).toEqual([address, address, address, address]);
    expect(text("manifest.yaml").split(address)).toHaveLength(5);
    expect(text("manifest.yaml")).toContain("mesh.example.com in four places");
  });

  test("is installed in one workspace, with a token that stays", () => {
    expect(http.settings).toMatchObject({ org_deploy_enabled: false, token_rotation_enabled: false });
  });

  test.each([
    ["name", 35],
    ["description", 140],
    ["long_description", 4000],
  ] as const)("keeps to Slack's limits: %s has at most %d characters", (field, most) => {
    expect(http.display_information[field]?.length ?? 0).toBeLessThanOrEqual(most);
    expect(http.display_information.long_description?.length).toBeGreaterThanOrEqual(174);
  });

  test("keeps to Slack's limits for the shortcut", () => {
    const [{ name, description } = { name: "", description: "" }] = http.features?.shortcuts ?? [];
    expect(name.length).toBeLessThanOrEqual(24);
    expect(description.length).toBeLessThanOrEqual(150);
  });
});

test("Socket Mode is the same app without addresses", () => {
  const { settings, features, ...rest } = structuredClone(http);
  const { url: _, ...command } = features?.slash_commands?.[0] ?? { command: "", description: "" };
  expect(socket).toEqual({
    ...rest,
    features: { ...features, slash_commands: [command] },
    settings: {
      ...settings,
      event_subscriptions: { bot_events: settings?.event_subscriptions?.bot_events },
      interactivity: { is_enabled: true },
      socket_mode_enabled: true,
    },
  });
});
