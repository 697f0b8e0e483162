import { describe, expect, test } from "vitest";
import { toMarkdown } from "../../src/render/markdown.ts";
import { attacks, hostile } from "./hostile.ts";
import { broken, samples, twoFaults } from "./samples.ts";
import { withoutCode } from "./without-code.ts";

describe("toMarkdown()", () => {
  test.each(Object.entries(samples))("tells %s", async (name, diagnosis) => {
    await expect(toMarkdown(diagnosis)).toMatchFileSnapshot(`golden/${name}.md`);
  });

  test("lets nothing from the cluster become formatting, link, HTML or mention", async () => {
    const text = toMarkdown(hostile(broken));
    await expect(text).toMatchFileSnapshot("golden/hostile.md");
    const prose = withoutCode(text).replaceAll(/&#?\w+;/g, "\u200b");
    expect(prose).not.toMatch(/</);
    expect(prose).not.toMatch(/(?<!\\)\]/);
    expect(prose).not.toMatch(/[@#][\p{L}\p{N}]/u);
    expect(prose).not.toMatch(/:\/\/|www\./);
    expect(prose).not.toMatch(/(?<!\\)[`_~|]/);
    expect(prose).not.toContain("$");
    expect(prose.replaceAll(/\*\*/g, "")).not.toMatch(/(?<!\\|^| )\*/m);
    expect(prose).not.toContain(":tada:");
  });

  test("holds a line of the cluster on one line of its own", () => {
    const breaks = (text: string) => text.split("\n").length;
    expect(withoutCode(toMarkdown(hostile(twoFaults)))).not.toMatch(/^# heading/m);
    expect(breaks(withoutCode(toMarkdown(hostile(broken))))).toBe(breaks(withoutCode(toMarkdown(broken))));
  });

  test("shows the attacks all the same", () => {
    const text = toMarkdown(hostile(broken));
    expect(text).toContain("\\x1b[31mred");
    expect(text).toContain(attacks.at(-1));
  });
});
