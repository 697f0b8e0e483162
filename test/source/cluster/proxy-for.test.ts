import { describe, expect, it } from "vitest";
import { proxyFor } from "../../../src/source/cluster/proxy-for.ts";

const proxy = "http://proxy.test:3128";

describe("the proxy of the environment", () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ["https://api.test:6443", { HTTPS_PROXY: proxy }, proxy],
    ["https://api.test:6443", { https_proxy: proxy }, proxy],
    ["https://api.test:6443", { HTTPS_PROXY: "proxy.test:3128" }, proxy],
    ["https://api.test:6443", { HTTP_PROXY: proxy }, undefined],
    ["https://api.test:6443", {}, undefined],
    ["https://127.0.0.1:6443", { HTTPS_PROXY: proxy }, undefined],
    ["https://[::1]:6443", { HTTPS_PROXY: proxy }, undefined],
    ["https://localhost", { HTTPS_PROXY: proxy }, undefined],
  ])("for %s with %j is %s", (server, environment, expected) => {
    expect(proxyFor(server, environment)).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ["*", "https://api.test", true],
    ["api.test", "https://api.test:6443", true],
    ["test", "https://api.test", true],
    ["est", "https://api.test", false],
    [".test", "https://api.test", true],
    [".api.test", "https://api.test", false],
    ["*.test", "https://api.test", true],
    ["api.test:6443", "https://api.test:6443", true],
    ["api.test:443", "https://api.test:6443", false],
    ["api.test:443", "https://api.test", true],
    ["other.test, API.TEST", "https://api.test", true],
    ["10.0.0.0/8", "https://10.1.2.3", true],
    ["10.0.0.0/8", "https://11.1.2.3", false],
    ["10.0.0.0/99", "https://10.1.2.3", false],
    ["10.1.2.3", "https://10.1.2.3:6443", true],
    ["fd00::/8", "https://[fd00::1]", true],
    ["[fd00::1]", "https://[fd00::1]", true],
    ["", "https://api.test", false],
  ])("except %s: %s goes without it: %s", (except, server, isExcepted) => {
    expect(proxyFor(server, { HTTPS_PROXY: proxy, NO_PROXY: except }) === undefined).toBe(isExcepted);
  });
});
