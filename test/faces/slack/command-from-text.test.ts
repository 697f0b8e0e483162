import { describe, expect, test } from "vitest";
import { commandFromText, type SlackCommand } from "../../../src/faces/slack/command-from-text.ts";
import { MeshError } from "../../../src/model/mesh-error.ts";

const here = { clusters: ["demo", "prod-eu"], cluster: "demo" };

function told(text: string): string {
  try {
    return JSON.stringify(commandFromText(text, here));
  } catch (error) {
    if (error instanceof MeshError) return `${error.code}: ${error.message}. ${error.next}`;
    throw error;
  }
}

function asked(text: string): Extract<SlackCommand, { verb: "why" }> {
  const command = commandFromText(text, here);
  if (command.verb !== "why") throw new Error(`Cannot test "${text}": it is ${command.verb}`);
  return command;
}

describe("a question", () => {
  test.each([
    ["why checkout payment", { from: "checkout", to: "payment" }],
    ["checkout payment", { from: "checkout", to: "payment" }],
    ["WHY checkout -&gt; payment", { from: "checkout", to: "payment" }],
    ["why checkout to payment", { from: "checkout", to: "payment" }],
    ["why checkout payment port 8080", { port: 8080 }],
    ["why checkout payment --port=8080", { port: 8080 }],
    ["why checkout payment POST /charge", { request: { method: "POST", path: "/charge" } }],
    ["why checkout payment /charge", { request: { method: "GET", path: "/charge" } }],
    ["why checkout payment in shop", { namespace: "shop" }],
    ["why checkout payment -n shop over https", { namespace: "shop", scheme: "https" }],
    ['why checkout payment header "x-canary: true"', { headers: [{ name: "x-canary", value: "true" }] }],
    ["why checkout payment header x-canary: true", { headers: [{ name: "x-canary", value: "true" }] }],
    ["why checkout payment header “x-canary: true”", { headers: [{ name: "x-canary", value: "true" }] }],
    ["why internet payment client-ip 203.0.113.7", { clientIp: "203.0.113.7" }],
    ["why checkout <http://payment.shop:8080/charge|payment.shop:8080/charge>", { to: "payment.shop", port: 8080 }],
  ])("%s", (text, expected) => {
    expect(asked(text).question).toMatchObject(expected);
  });

  test("is asked of the cluster that is named, else of the channel's", () => {
    expect(asked("why a b in prod-eu").cluster).toBe("prod-eu");
    expect(asked("why a b").cluster).toBe("demo");
  });

  test("begins in the channel's namespace only where its own cluster is asked", () => {
    const placed = { ...here, namespace: "shop" };
    const namespaceOf = (text: string): unknown => {
      const command = commandFromText(text, placed);
      return command.verb === "why"
        ? command.question.namespace
        : "namespace" in command
          ? command.namespace
          : undefined;
    };
    for (const verb of ["why a b", "health b", "who b"]) {
      expect(namespaceOf(verb)).toBe("shop");
      expect(namespaceOf(`${verb} in demo`)).toBe("shop");
      expect(namespaceOf(`${verb} in prod-eu`)).toBeUndefined();
      expect(namespaceOf(`${verb} in prod-eu namespace far`)).toBe("far");
    }
  });

  test("keeps no secret", () => {
    const command = asked('why a b header "Authorization: Bearer s3cret-value" header "cookie: user=jason"');
    expect(JSON.stringify(command)).not.toMatch(/s3cret|jason/);
  });
});

describe("other commands", () => {
  test.each([
    ["", { verb: "ask" }],
    ["help", { verb: "help" }],
    ["help why", { verb: "help", topic: "why" }],
    ["clusters", { verb: "clusters" }],
    ["doctor", { verb: "doctor", cluster: "demo" }],
    ["doctor prod-eu", { verb: "doctor", cluster: "prod-eu" }],
    ["doctor in prod-eu", { verb: "doctor", cluster: "prod-eu" }],
    ["digest", { verb: "digest" }],
    ["digest shop-daily", { verb: "digest", digest: "shop-daily" }],
    ["health payment in prod-eu", { verb: "health", of: "payment", cluster: "prod-eu" }],
    ["who payment -n shop", { verb: "who", of: "payment", cluster: "demo", namespace: "shop" }],
  ])("%s", (text, expected) => {
    expect(commandFromText(text, here)).toEqual({ ...expected });
  });
});

describe("a pair of two clusters", () => {
  test.each([
    ["why checkout payment@prod-eu", "demo", "prod-eu"],
    ["why checkout@demo payment@prod-eu", "demo", "prod-eu"],
    ["why checkout@prod-eu payment@demo port 8080", "prod-eu", "demo"],
    ["why checkout payment@demo", "demo", undefined],
    ["why checkout@prod-eu payment", "prod-eu", undefined],
    ["why checkout payment@demo in prod-eu", "prod-eu", "demo"],
  ])("%s", (text, cluster, toCluster) => {
    const { question, ...command } = asked(text);
    expect([command.cluster, question.from, question.to, question.toCluster]).toEqual([
      cluster,
      "checkout",
      "payment",
      toCluster,
    ]);
    expect(question.cluster).toBeUndefined();
  });

  test.each([
    ["why checkout payment@prod", /Cannot find cluster "prod": it is not configured. .*prod-eu/],
    ["why checkout@nowhere payment", /Cannot find cluster "nowhere": it is not configured. Take one of demo, prod-eu/],
    ["why checkout@ payment", /no cluster is named after the @/],
  ])("%s is told", (text, expected) => {
    expect(told(text)).toMatch(expected);
  });
});

describe("what makes no sense is told, with what to type", () => {
  test.each([
    ["whyy checkout payment", /Did you mean \/mesh why/],
    ["fix", /none of why, health/],
    ["why", /two names are missing/],
    ["why checkout", /"checkout" is one name/],
    ["why a b c", /Cannot understand "c" after "a" and "b"/],
    ["why a b POST charge", /Cannot understand "POST": no path follows it/],
    ["why a b port", /its value is missing. Write it as port 8080/],
    ["why a b port x", /USAGE: Cannot/],
    ["why a b port 80 port 81", /given twice/],
    ["why a b --fast", /Options are/],
    ["who", /a name is missing/],
    ["health a b", /Cannot understand "b"/],
    ["clusters now", /Cannot understand "now"/],
  ])("%s", (text, expected) => {
    expect(told(text)).toMatch(expected);
  });
});
