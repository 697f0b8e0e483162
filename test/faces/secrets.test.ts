/** Canaries: what would let its reader in is in no output, whatever is asked and however it ends. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mesh } from "./mesh.ts";
import { scratch } from "./scratch.ts";

const canary = "c4n4ryS3cret";
const signature = Buffer.from(canary).toString("base64url");
const claims = { iss: "https://issuer.example", sub: "someone", exp: 4102444800 };
const jwt = `${[{ alg: "RS256" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")}.${signature}`;
const services = ["-s", join(import.meta.dirname, "../bases/two-services.yaml")];
const authentication = scratch({
  "authentication.yaml": `apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: payment, namespace: shop}
spec:
  selector: {matchLabels: {app: payment}}
  jwtRules: [{issuer: https://other.example}]
`,
});

const asked: readonly (readonly string[])[] = [
  ["payment", "-H", `Authorization: Bearer ${jwt}`],
  ["payment", "-H", `authorization: Bearer ${canary}`],
  ["payment", "-H", `AUTHORIZATION: Basic ${canary}`],
  ["payment", "-H", `authorization: ${canary}`],
  ["payment", "-H", `Authorization: Bearer ${jwt}`, "-H", `Authorization: Bearer ${canary}`],
  ["payment", "-H", `Proxy-Authorization: Digest username=${canary}`],
  ["payment", "-H", `Cookie: session=${canary}; other="${canary}"`],
  ["payment", "-H", `cookie: ${canary}`],
  ["payment", "-H", `x-forwarded-access-token: ${jwt}`],
  ["payment", "-H", `x-original-authorization: Bearer ${canary}`],
  ["payment", "-H", `referer: https://me:${canary}@example.com/?code=${canary}`],
  [`http://payment:8080/charge?access_token=${canary}`],
  [`http://payment:8080/charge?a=b&password=${canary}`],
  [`http://payment:8080/charge?x=${jwt}`],
  [`http://me:${canary}@payment:8080/charge`],
  [`payment:8080/charge?api_key=${canary}`],
  ["payment", "-r", `POST /charge?token=${canary}`],
];

describe("an answer keeps secrets", () => {
  test.each(asked)("%s %s %s %s %s", async (...words) => {
    for (const output of ["text", "json", "markdown"]) {
      const snapshots = [...services, "-s", authentication];
      const command = ["why", "checkout", ...words.filter((word) => word !== undefined)];
      const { status, stdout, stderr } = await mesh([...command, ...snapshots, "-dv", "-o", output]);
      expect([0, 1, 3]).toContain(status);
      expectNoCanary(stdout + stderr);
    }
  });
});

const failing: readonly (readonly string[])[] = [
  ["payment", "-H", `authorization Bearer ${canary}`],
  ["payment", "-H", `x y: ${canary}`],
  ["-H", "authorization:", "Bearer", canary, "payment"],
  ["-H", "authorization:", canary, "payment", "more"],
  ["-H", "Cookie:", `session=${canary}`, "payment"],
  ["payment", "-H", `authorization: Bearer ${canary}`, "--port", "http"],
  [`http://me:${canary}@payment:99999/`],
  [`ftp://payment/?token=${canary}`],
  [`me:${canary}@paymet`],
  [`http://paymet.shpo:8080/charge?token=${canary}`],
  ["payment", "-r", `POST charge?token=${canary}`],
  [`http://payment/a?token=${canary}`, "-r", "/b"],
];

describe("an error keeps secrets", () => {
  test.each(failing)("%s %s %s %s %s", async (...words) => {
    for (const output of ["text", "json"]) {
      const command = ["why", "checkout", ...words.filter((word) => word !== undefined)];
      const { status, stdout, stderr } = await mesh([...command, ...services, "-v", "-o", output]);
      expect(status).toBe(2);
      expectNoCanary(stdout + stderr);
    }
  });
});

function expectNoCanary(text: string): void {
  const found = [canary, signature].filter((secret) => text.replaceAll(/\s+/g, "").includes(secret));
  expect({ found, text: found.length > 0 ? text : "" }).toEqual({ found: [], text: "" });
}
