import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { columns } from "../../src/render/columns.ts";
import { safe } from "../../src/render/safe.ts";
import { toText } from "../../src/render/text.ts";
import { hostile } from "./hostile.ts";
import { broken, samples, unseen } from "./samples.ts";

const named = Object.entries(samples);
const widths = [40, 60, 80, 132];

describe("toText()", () => {
  test.each(named)("tells %s", async (name, diagnosis) => {
    await expect(toText(diagnosis)).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  test("tells everything when asked for details", async () => {
    await expect(toText(broken, { details: true })).toMatchFileSnapshot("golden/broken-details.txt");
  });

  test("colours what has a tone, and says the same", async () => {
    const colored = toText(broken, { color: true });
    await expect(colored.replaceAll("\u001b", "␛")).toMatchFileSnapshot("golden/broken-color.txt");
    const pattern = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
    expect(colored.replaceAll(pattern, "")).toBe(toText(broken));
  });

  test.each(named)("uses no colour for %s unless asked", (_name, diagnosis) => {
    expect(toText(diagnosis, { color: false })).not.toContain("\u001b");
    expect(toText(diagnosis)).toBe(toText(diagnosis, { color: false, width: 80 }));
  });

  test.each(named.flatMap(([name, diagnosis]) => widths.map((width) => [name, width, diagnosis] as const)))(
    "%s fits %d columns",
    (_name, width, diagnosis) => {
      expect(tooLong(diagnosis, width, {})).toEqual([]);
      expect(tooLong(diagnosis, width, { details: true })).toEqual([]);
    },
  );

  test("hostile names fit, too", () => {
    for (const width of widths) expect(tooLong(hostile(broken), width, { details: true })).toEqual([]);
  });

  test("leaves no blank at the end of a line, and no two blank lines", () => {
    for (const [, diagnosis] of named) {
      const text = toText(diagnosis);
      expect(text).not.toMatch(/[ \u00a0]\n/);
      expect(text).not.toMatch(/\n\n\n/);
      expect(text.endsWith("\n")).toBe(true);
    }
  });

  test("says that nothing was seen where no log was read", () => {
    expect(toText(unseen)).toContain("No line of a proxy's log was read");
    expect(toText(samples.healthy as Diagnosis)).toContain("No such request in the logs");
  });

  test("shows everything that a cluster holds in a form that no terminal obeys", () => {
    const text = toText(hostile(broken), { details: true });
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
    expect(text).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
    expect(text).toContain("\\x1b[31m");
    expect(text).toContain("\\u202e");
  });

  test("prints a command of several lines without indentation, so that it can be pasted", () => {
    const script = "kubectl apply -f - <<'EOF'\nkind: Sidecar\nEOF";
    const finding = broken.findings[0];
    const fix = finding?.fix;
    if (finding === undefined || fix === undefined) throw new Error("The sample has no fix");
    const text = toText({ ...broken, findings: [{ ...finding, fix: { ...fix, command: [script] } }] });
    expect(text).toContain(`\n${script}\n`);
  });
});

/** Lines longer than the width, apart from commands. */
function tooLong(diagnosis: Diagnosis, width: number, options: { details?: boolean }): string[] {
  const commands = [
    ...diagnosis.findings.flatMap(({ fix }) => [...(fix?.command ?? []), ...(fix?.after ?? []), ...(fix?.undo ?? [])]),
    ...diagnosis.advice.flatMap(({ command }) => command ?? []),
  ].flatMap((command) => command.split("\n").map(safe));
  return toText(diagnosis, { width, ...options })
    .split("\n")
    .filter((line) => columns(line) > width && !commands.some((command) => command.trim() === line.trim()));
}
