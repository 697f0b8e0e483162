/** Words of a command line → a question. */
import { describe, expect, test } from "vitest";
import { type Asked, questionFrom } from "../../src/faces/question/question-from.ts";
import type { Question } from "../../src/model/question.ts";

function question(to: string, more: Partial<Asked> = {}): Question {
  return questionFrom({ from: "checkout", to, ...more });
}

describe("the destination", () => {
  test.each<[string, Partial<Question>]>([
    ["payment", { to: "payment" }],
    ["shop/payment", { to: "shop/payment" }],
    ["svc/payment", { to: "svc/payment" }],
    ["payment.shop.svc.cluster.local", { to: "payment.shop.svc.cluster.local" }],
    ["payment:8080", { to: "payment", port: 8080 }],
    ["shop/payment:8080", { to: "shop/payment", port: 8080 }],
    ["payment:8080/", { to: "payment", port: 8080 }],
    [
      "payment.shop:8080/charge?x=1",
      { to: "payment.shop", port: 8080, request: { method: "GET", path: "/charge?x=1" } },
    ],
    ["10.0.0.1:80", { to: "10.0.0.1", port: 80 }],
    ["fd00::1", { to: "fd00::1" }],
    ["[fd00::1]", { to: "fd00::1" }],
    ["[fd00::1]:80", { to: "fd00::1", port: 80 }],
    ["http://payment", { to: "payment", port: 80, scheme: "http" }],
    ["https://payment/", { to: "payment", port: 443, scheme: "https" }],
    [
      "HTTPS://Payment.Shop:8443/a?b=c#d",
      { to: "payment.shop", port: 8443, scheme: "https", request: { method: "GET", path: "/a?b=c" } },
    ],
    ["http://[fd00::1]:8080/x", { to: "fd00::1", port: 8080, scheme: "http", request: { method: "GET", path: "/x" } }],
    [
      "grpc://inventory:9000/shop.Inventory/Reserve",
      { to: "inventory", port: 9000, scheme: "grpc", request: { method: "POST", path: "/shop.Inventory/Reserve" } },
    ],
    ["tcp://orders-db:5432", { to: "orders-db", port: 5432, scheme: "tcp" }],
    ["tls://db.example:9", { to: "db.example", port: 9, scheme: "tls" }],
    ["grpc://inventory", { to: "inventory", scheme: "grpc" }],
  ])("%s", (to, wanted) => {
    expect(question(to)).toEqual({ from: "checkout", headers: [], ...wanted });
  });

  test("gives way to the port that is said where its own is its scheme's", () => {
    expect(question("https://payment", { port: "8443" })).toMatchObject({ port: 8443, scheme: "https" });
    expect(question("payment:8080", { port: "8080" })).toMatchObject({ port: 8080 });
  });

  test("gives way to the scheme that is said", () => {
    expect(question("http://payment:9000", { scheme: "GRPC" })).toMatchObject({ port: 9000, scheme: "grpc" });
  });
});

describe("the caller", () => {
  test.each([
    ["checkout", "checkout"],
    ["shop/checkout", "shop/checkout"],
    ["internet", "internet"],
    ["10.0.0.1", "10.0.0.1"],
    ["cluster.local/ns/shop/sa/checkout", "shop/sa/checkout"],
    ["spiffe://cluster.local/ns/shop/sa/checkout", "shop/sa/checkout"],
  ])("%s", (from, wanted) => {
    expect(questionFrom({ from, to: "payment" }).from).toBe(wanted);
  });
});

describe("the request", () => {
  test.each<[string, string, NonNullable<Question["request"]>]>([
    ["payment", "POST /charge", { method: "POST", path: "/charge" }],
    ["payment", "post /charge", { method: "POST", path: "/charge" }],
    ["payment", "/charge", { method: "GET", path: "/charge" }],
    ["payment", "  PUT   /a?b=c  ", { method: "PUT", path: "/a?b=c" }],
    ["payment", "GET /charge HTTP/1.1", { method: "GET", path: "/charge" }],
    ["payment", "OPTIONS *", { method: "OPTIONS", path: "*" }],
    ["http://payment/charge", "POST", { method: "POST", path: "/charge" }],
    ["http://payment/charge", "POST /charge", { method: "POST", path: "/charge" }],
  ])("%s, %s", (to, request, wanted) => {
    expect(question(to, { request }).request).toEqual(wanted);
  });
});

describe("headers", () => {
  test.each<[string, { name: string; value: string }]>([
    ["x-user: jason", { name: "x-user", value: "jason" }],
    ["X-User:jason", { name: "x-user", value: "jason" }],
    ["x-empty:", { name: "x-empty", value: "" }],
    ["time: 12:00", { name: "time", value: "12:00" }],
    [":authority: shop.example.com", { name: ":authority", value: "shop.example.com" }],
    ["authorization: Bearer s3cret", { name: "authorization", value: "Bearer …" }],
    ["authorization: Basic czNjcmV0", { name: "authorization", value: "Basic …" }],
    ["authorization: s3cret", { name: "authorization", value: "…" }],
    ["authorization: s3cret more", { name: "authorization", value: "…" }],
    ["proxy-authorization: Bearer\ts3cret", { name: "proxy-authorization", value: "Bearer …" }],
    ["cookie: user=s3cret; sid=s3cret", { name: "cookie", value: "user=…; sid=…" }],
    ["cookie: s3cret", { name: "cookie", value: "…" }],
    ["set-cookie: sid=s3cret; HttpOnly", { name: "set-cookie", value: "sid=…; …" }],
    ["x-forwarded-authorization: Bearer s3cret", { name: "x-forwarded-authorization", value: "Bearer …" }],
    [
      "referer: https://u:s3cret@example.com/?token=s3cret",
      { name: "referer", value: "https://…@example.com/?token=…" },
    ],
  ])("%s", (header, wanted) => {
    expect(question("payment", { header: [header] }).headers).toEqual([wanted]);
  });

  test("a bearer token becomes its claims", () => {
    const claims = { iss: "https://issuer.example", sub: "checkout" };
    const token = ["header", JSON.stringify(claims), "s3cret"].map((part) => Buffer.from(part).toString("base64url"));
    const asked = question("payment", { header: ["x: y", `Authorization: Bearer ${token.join(".")}`] });
    expect(asked.token).toEqual({ wellFormed: true, claims });
    expect(JSON.stringify(asked)).not.toContain(token[2]);
  });

  test.each(["Bearer a.b.c", "Bearer opaque", "Basic czNjcmV0", "Bearer x.W10.z"])(
    "%s is no token of claims",
    (value) => {
      expect(question("payment", { header: [`authorization: ${value}`] }).token).toEqual({
        wellFormed: false,
        claims: {},
      });
    },
  );
});

describe("the cluster behind an end", () => {
  test.each<[from: string, to: string, cluster: string | undefined, expected: Partial<Question>]>([
    [
      "checkout@east",
      "payment@west",
      undefined,
      { from: "checkout", cluster: "east", to: "payment", toCluster: "west" },
    ],
    ["checkout", "payment@west", "east", { cluster: "east", toCluster: "west" }],
    ["checkout@east", "shop/payment:8080@west", undefined, { to: "shop/payment", port: 8080, toCluster: "west" }],
    ["sa/checkout@east", "svc/payment@prod.eu-1", undefined, { from: "sa/checkout", toCluster: "prod.eu-1" }],
  ])("%s → %s", (from, to, cluster, expected) => {
    expect(questionFrom({ from, to, cluster })).toMatchObject(expected);
  });

  test.each<[from: string, to: string]>([
    ["checkout@east", "payment@east"],
    ["checkout@east", "payment"],
    ["checkout", "http://user:pass@payment/"],
    ["checkout", "user:secret@payment"],
  ])("%s → %s is of one cluster", (from, to) => {
    const question = questionFrom({ from, to });
    expect([question.to, question.toCluster]).toEqual(["payment", undefined]);
  });

  test("cannot be two at once", () => {
    expect(() => questionFrom({ from: "checkout@east", to: "payment", cluster: "west" })).toThrow(
      "Cannot ask in two clusters for one caller",
    );
  });
});
