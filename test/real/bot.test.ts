/** The real bot, whole as `npm start` runs it, in a real Chromium by keyboard and mouse. `SHOTS=folder` keeps pictures. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Exchange } from "../../src/faces/playground/wire.ts";
import { type Bot, startBot } from "../support/bot.ts";
import { startBrowser } from "../support/browser.ts";

const examples = join(import.meta.dirname, "../../examples");
/** Long enough for a cold worker on a busy machine. */
const patience = 20_000;

let folder: string;
let bot: Bot;
let browser: Awaited<ReturnType<typeof startBrowser>>;
let page: Page;
let complaints: string[];
let begun = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "meshwhy-real-"));
  [bot, browser] = await Promise.all([
    startBot({}, configWithTwoLedgers(folder)),
    startBrowser({ viewport: { width: 1280, height: 860 } }),
  ]);
  for (const cluster of ["demo", "two-ledgers"])
    await bot.call("worker", { source: "meshwhy.schedule", order: { verb: "catalogue", cluster } });
});
afterAll(async () => {
  await browser.close();
  await bot.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  begun = exchanges().length;
  complaints = [];
  page = await browser.context.newPage();
  page.setDefaultTimeout(patience);
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(bot.url);
  await composer().waitFor();
});
afterEach(async () => {
  await bot.idle();
  // Where a test stops in an open form, it stands in nobody else's way.
  for (let open = await dialog().count(); open > 0; open -= 1) await page.keyboard.press("Escape");
  await page.close();
  expect(complaints).toEqual([]);
  expect(bot.troubles).toEqual([]);
  // Nothing that Slack rejects: no block, no text, no view, no late acknowledgement.
  expect(
    exchanges()
      .slice(begun)
      .filter(({ ok }) => ok !== true),
  ).toEqual([]);
});

/** The example, with a cluster more, in which two namespaces have a service of one name. */
function configWithTwoLedgers(into: string): string {
  const ledgers = ["billing", "accounts"].map((namespace) =>
    [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "ledger", namespace },
        spec: { selector: { app: "ledger" }, ports: [{ name: "http", port: 80 }] },
      },
    ].map((object) => JSON.stringify(object)),
  );
  writeFileSync(join(into, "ledgers.yaml"), ledgers.flat().join("\n---\n"));
  cpSync(join(examples, "shop"), join(into, "shop"), { recursive: true });
  const config = join(into, "meshwhy.yaml");
  const example = readFileSync(join(examples, "playground.yaml"), "utf8");
  const cluster = "  two-ledgers:\n    snapshot: [shop/base, ledgers.yaml]\n";
  writeFileSync(config, example.replace("clusters:\n", `clusters:\n${cluster}`));
  return config;
}

const exchanges = (): readonly Exchange[] => JSON.parse(bot.exchanges()) as Exchange[];
const composer = (): Locator => page.getByRole("combobox", { name: /^Message/ });
const messages = (): Locator => page.locator(".pane article");
const dialog = (): Locator => page.getByRole("dialog");
const thread = (): Locator => page.getByRole("complementary", { name: "Thread" });
/** The last message with this heading: the pages of all tests show one channel. */
const headed = (heading: string): Locator =>
  messages()
    .filter({ has: page.getByRole("heading", { name: heading, exact: true }) })
    .last();

const saying = (text: string): Locator => messages().filter({ hasText: text }).last();

async function typed(text: string): Promise<void> {
  await composer().focus();
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

/** Types a command and waits until its answer stands below what says that work has begun. */
async function answered(text: string, heading: string, find: (heading: string) => Locator = headed): Promise<Locator> {
  const before = await messages().count();
  await typed(text);
  await expect.poll(() => messages().count(), { timeout: patience }).toBeGreaterThan(before + 1);
  await find(heading).waitFor();
  await bot.idle();
  return find(heading);
}

async function goTo(channel: string): Promise<void> {
  await page.getByRole("region", { name: "Channels" }).getByRole("button", { name: channel }).click();
  await page.getByRole("heading", { name: channel }).first().waitFor();
}

async function shot(name: string): Promise<void> {
  if (process.env.SHOTS !== undefined) await page.screenshot({ path: join(process.env.SHOTS, `real-${name}.png`) });
}

describe("/mesh why checkout payment", () => {
  test("says at once that work has begun, and puts verdict, culprit, field and proven fix in its place", async () => {
    await typed("/mesh why checkout payment");
    await messages().getByText("Looking whether checkout can reach payment in demo. The answer comes here.").waitFor();
    const answer = headed("✗ BROKEN: checkout → payment in demo");
    await answer.waitFor();
    const text = await answer.innerText();
    expect(text).toContain(
      'AuthorizationPolicy shop/payment-callers admits service account "orders"; checkout runs as "checkout".',
    );
    expect(text).toContain("spec.rules[0].from[0].source.principals[0]");
    expect(text).toContain("cluster.local/ns/shop/sa/orders  # ← here");
    expect(text).toContain("Fix, proven by simulation");
    expect(text).toContain("kubectl patch authorizationpolicy payment-callers -n shop");
    expect(text).toContain("(edited)");
    expect(await messages().count()).toBe(2);
    await shot("answer");
  });

  test("is checked again in its place by a button that the keyboard reaches", async () => {
    const answer = await answered("/mesh why checkout payment", "✗ BROKEN: checkout → payment in demo");
    const before = await messages().count();
    await answer.getByRole("button", { name: "Re-check checkout → payment" }).focus();
    await page.keyboard.press("Enter");
    await expect
      .poll(
        () =>
          exchanges()
            .slice(begun)
            .filter(({ what }) => what === "chat.update").length,
        { timeout: patience },
      )
      .toBeGreaterThan(1);
    await bot.idle();
    expect(await messages().count()).toBe(before);
    expect(await headed("✗ BROKEN: checkout → payment in demo").innerText()).toContain("payment-callers");
  });

  test("shows the path and the YAML in its thread", async () => {
    const answer = await answered("/mesh why checkout payment", "✗ BROKEN: checkout → payment in demo");
    await answer.getByRole("button", { name: "Show the path of checkout → payment" }).click();
    await answer.getByText("1 reply").click();
    await thread().getByText("payment-callers").nth(1).waitFor();
    expect(await thread().locator("article").last().innerText()).toMatch(/checkout[\s\S]*payment[\s\S]*403/);
    await shot("path");
    await thread().getByRole("button", { name: "Show YAML of what is to blame" }).click();
    await thread().getByText("2 replies").waitFor();
    const yaml = await thread().locator("article").last().innerText();
    expect(yaml).toContain("kind: AuthorizationPolicy");
    expect(yaml).toContain("name: payment-callers");
    await shot("yaml");
  });

  test("is shared with the channel that is chosen by keyboard", async () => {
    const answer = await answered("/mesh why checkout payment", "✗ BROKEN: checkout → payment in demo");
    await answer.getByRole("button", { name: "Share the answer on checkout → payment" }).click();
    await dialog().getByRole("heading", { name: "Share this answer" }).waitFor();
    const where = dialog().getByRole("combobox", { name: "Where?" });
    await where.focus();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("inc");
    await page.getByRole("option", { name: "# incidents" }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await dialog().getByRole("button", { name: "Share", exact: true }).click();
    await expect.poll(() => dialog().count()).toBe(0);
    await messages().getByText("checkout → payment was shared.").waitFor();
    await goTo("incidents");
    await headed("✗ BROKEN: checkout → payment in demo").waitFor();
    await shot("shared");
  });

  test("is muted once a reason is given, by keyboard alone; whoever asks again is told", async () => {
    const heading = "✗ BROKEN: checkout → payment in tls-disabled";
    const answer = await answered("/mesh why checkout payment in tls-disabled", heading);
    await answer.getByRole("button", { name: "Mute the finding on checkout → payment" }).focus();
    await page.keyboard.press("Enter");
    await dialog().getByRole("heading", { name: "Mute this finding" }).waitFor();
    await page.keyboard.press("Enter");
    await dialog().getByText("Please complete this required field.").waitFor();
    await page.keyboard.type("known, the rollout ends at noon");
    await page.keyboard.press("Tab");
    await page.keyboard.type("1 day");
    await page.getByRole("option", { name: "1 day" }).waitFor();
    await page.keyboard.press("Enter");
    await shot("mute");
    await dialog().getByRole("button", { name: "Mute", exact: true }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => dialog().count()).toBe(0);
    await answer.getByText("1 reply").click();
    await thread()
      .getByText(/checkout → payment is muted until .* UTC: known, the rollout ends at noon/)
      .waitFor();
    await answered("/mesh why checkout payment in tls-disabled", heading);
    expect(await headed(heading).innerText()).toMatch(
      /this finding is muted until .* UTC by On-call engineer: known, the rollout ends at noon/,
    );
  });

  test("is escalated after a question back, acknowledged by another, and resolved", async () => {
    const answer = await answered("/mesh why checkout payment", "✗ BROKEN: checkout → payment in demo");
    await answer.getByRole("button", { name: "Escalate checkout → payment" }).click();
    await dialog()
      .getByText(/This calls whoever is on duty for checkout → payment in demo/)
      .waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => dialog().count()).toBe(0);
    await answer.getByRole("button", { name: "Escalate checkout → payment" }).click();
    await dialog().getByRole("button", { name: "Escalate", exact: true }).click();
    await headed("✗ Escalated: checkout → payment in demo").waitFor();

    await page.getByLabel("Acting as").selectOption({ label: "Payments developer" });
    await goTo("incidents");
    const call = headed("✗ Escalated: checkout → payment in demo");
    expect(await call.innerText()).toContain("AuthorizationPolicy shop/payment-callers");
    expect(await call.innerText()).toContain("Nobody has acknowledged it yet");
    await shot("escalated");
    await call.getByRole("button", { name: "Acknowledge checkout → payment" }).click();
    const taken = headed("! Acknowledged: checkout → payment in demo");
    await taken.waitFor();
    expect(await taken.innerText()).toContain("Acknowledged by Payments developer");
    expect(await taken.getByRole("button", { name: "Acknowledge checkout → payment" }).count()).toBe(0);
    await taken.getByRole("button", { name: "Resolve checkout → payment" }).click();
    await headed("✓ Resolved: checkout → payment in demo").waitFor();

    await goTo("on-call");
    const own = headed("✓ Resolved: checkout → payment in demo");
    await own.waitFor();
    expect(await own.innerText()).toContain("Resolved by Payments developer");
    expect(await own.getByRole("button", { name: "Resolve checkout → payment" }).count()).toBe(0);
    await shot("resolved");
  });
});

describe("other ways to ask", () => {
  test("/mesh alone opens a form that searches while one types, and asks", async () => {
    await typed("/mesh");
    await dialog().getByRole("heading", { name: "Ask about a pair" }).waitFor();
    await dialog().getByRole("combobox", { name: "Who calls?" }).focus();
    await page.keyboard.type("chec");
    await page.getByRole("option", { name: "shop/checkout" }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type("paym");
    await page.getByRole("option", { name: "shop/payment", exact: true }).waitFor();
    await shot("form");
    await page.getByRole("option", { name: "shop/payment", exact: true }).click();
    await dialog().getByLabel("Port").fill("no port");
    await dialog().getByRole("button", { name: "Ask", exact: true }).click();
    await dialog().locator(".block-wrong").waitFor();
    expect(await dialog().locator(".block-wrong").innerText()).toContain("Port");
    await dialog().getByLabel("Port").fill("8080");
    const before = await messages().count();
    await page.keyboard.press("Enter");
    await expect.poll(() => dialog().count()).toBe(0);
    await expect.poll(() => messages().count(), { timeout: patience }).toBeGreaterThan(before);
    await headed("✗ BROKEN: checkout → payment in demo").waitFor();
  });

  test("the form searches in the cluster that is chosen in it, and keeps what was typed", async () => {
    await typed("/mesh");
    await dialog().getByRole("heading", { name: "Ask about a pair" }).waitFor();
    await dialog().getByLabel("Port").fill("80");
    await dialog().getByRole("combobox", { name: "Cluster" }).focus();
    await page.keyboard.type("two-");
    await page.getByRole("option", { name: "two-ledgers" }).waitFor();
    await page.keyboard.press("Enter");
    await bot.idle();
    await dialog().getByRole("combobox", { name: "Who is called?" }).focus();
    await page.keyboard.type("ledg");
    await page.getByRole("option", { name: "accounts/ledger" }).waitFor();
    await shot("form-of-cluster");
    await page.getByRole("option", { name: "accounts/ledger" }).click();
    expect(await dialog().getByLabel("Port").inputValue()).toBe("80");
    await dialog().getByRole("combobox", { name: "Who calls?" }).focus();
    await page.keyboard.type("chec");
    await page.getByRole("option", { name: "shop/checkout" }).waitFor();
    await page.keyboard.press("Enter");
    await dialog().getByRole("button", { name: "Ask", exact: true }).click();
    await headed("✗ BROKEN: shop/checkout → accounts/ledger in two-ledgers").waitFor();
  });

  test("a name that two namespaces have is answered with a button for each; one press asks", async () => {
    const question = await answered(
      "/mesh why checkout ledger in two-ledgers",
      '? No answer: Cannot choose "ledger": 2 namespaces have one',
      saying,
    );
    expect(
      await question.getByRole("button", { name: /^Ask why checkout accounts\/ledger .*in two-ledgers$/ }).count(),
    ).toBe(1);
    await shot("ambiguous");
    await question.getByRole("button", { name: /^Ask why checkout billing\/ledger .*in two-ledgers$/ }).click();
    const answer = headed("✗ BROKEN: shop/checkout → billing/ledger in two-ledgers");
    await answer.waitFor();
    expect(await answer.innerText()).toContain("its selector app=ledger finds no pod");
  });

  test("a name that nothing bears is answered with the one that was meant", async () => {
    const question = await answered(
      "/mesh why chekout payment",
      '? No answer: Cannot find "chekout": no workload, Service or service account that was read has that name',
      saying,
    );
    await question.getByRole("button", { name: /^Ask why shop\/checkout payment .*in demo$/ }).focus();
    const before = await messages().count();
    await page.keyboard.press("Enter");
    await expect.poll(() => messages().count(), { timeout: patience }).toBeGreaterThan(before);
    await headed("✗ BROKEN: checkout → payment in demo").waitFor();
  });

  test("a pasted alert is explained in its thread", async () => {
    await page.getByRole("button", { name: "Paste an example alert" }).click();
    await page.keyboard.press("Enter");
    const alert = messages().filter({ hasText: "[FIRING:1] IstioHigh5xx" }).last();
    await alert.hover();
    await alert.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: /Explain with mesh/ }).click();
    await alert.getByText(/1 reply|replies/).click();
    await thread().getByRole("heading", { name: "✗ BROKEN: checkout → payment in demo" }).waitFor();
    await shot("alert");
  });

  test("who may not ask is told so, and by which rule, and nobody else sees it", async () => {
    await page.getByLabel("Acting as").selectOption({ label: "Visiting guest (guest)" });
    await typed("/mesh why checkout payment");
    await messages()
      .filter({ hasText: "Only visible to you" })
      .filter({ hasText: /Refused[\s\S]*guest/ })
      .waitFor();
    await shot("refused");
    await page.getByLabel("Acting as").selectOption({ label: "On-call engineer" });
    expect(await messages().filter({ hasText: "✗ Refused" }).count()).toBe(0);
  });
});

describe("many pairs", () => {
  test("/mesh digest tells what is in trouble, and what to do about it in its thread", async () => {
    const digest = await answered("/mesh digest", "✗ BROKEN: digest shop of demo");
    const text = await digest.innerText();
    expect(text).toContain("1 in trouble; 11 of 12 pairs healthy");
    expect(text).toContain("shop/checkout → shop/payment broken: every POST /charge is refused (403)");
    await digest.getByText("1 reply").click();
    await thread().getByText("to blame: AuthorizationPolicy shop/payment-callers").waitFor();
    expect(await thread().innerText()).toContain("fix, proven by simulation: Add the principal of checkout");
    await shot("digest");
  });

  test("App Home shows the latest answers to whoever opens it", async () => {
    await answered("/mesh why checkout payment in broken-canary", "! DEGRADED: checkout → payment in broken-canary");
    await page.getByRole("region", { name: "Apps" }).getByRole("button").click();
    await page
      .getByText(/checkout → payment/)
      .first()
      .waitFor();
    expect(await page.locator(".pane").innerText()).toMatch(/checkout → payment[\s\S]*broken-canary/i);
    await shot("home");
  });
});

describe("npm start", () => {
  test("says where the page is; one types there and is answered; it ends when it is told to", async () => {
    const started = spawn(process.execPath, ["scripts/start.ts", "--port", "0"], { cwd: join(examples, "..") });
    try {
      let said = "";
      started.stdout.on("data", (bytes: Buffer) => {
        said += bytes.toString();
      });
      await expect.poll(() => said, { timeout: patience }).toContain("Open it and type: /mesh why checkout payment");
      await page.goto(/http:\/\/\S+/.exec(said)?.[0] ?? "");
      await composer().waitFor();
      await typed("/mesh why checkout payment");
      await headed("✗ BROKEN: checkout → payment in demo").waitFor();
      const ended = once(started, "exit");
      started.kill("SIGTERM");
      expect(await ended).toEqual([0, null]);
    } finally {
      started.kill("SIGKILL");
      await page.goto("about:blank");
      complaints = complaints.filter((text) => !text.includes("ERR_"));
    }
  });
});
