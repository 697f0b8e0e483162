import { delimiter } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { MeshError } from "../../../src/model/mesh-error.ts";
import { connect, type Reach } from "../../../src/source/cluster/connect.ts";
import type { Access, Connection } from "../../../src/source/cluster/connection.ts";
import { KubeTrouble } from "../../../src/source/cluster/kube-trouble.ts";
import { ownTime } from "../../support/own-time.ts";
import { inFolder, surroundings } from "./surroundings.ts";

const canary = "canary-0a1b2c3d4e";
const soon = (ms = 8000): AbortSignal => AbortSignal.timeout(ms);

/** A kubeconfig of one context per name, with these fields. */
function config(
  names: readonly string[],
  cluster: object = {},
  user: object = { token: `${canary}-token` },
  current = names[0] ?? "",
): string {
  return stringify({
    clusters: names.map((name) => ({ name, cluster: { server: `https://${name}.test:6443`, ...cluster } })),
    users: names.map((name) => ({ name, user })),
    contexts: names.map((name) => ({ name, context: { cluster: name, user: name, namespace: `of-${name}` } })),
    "current-context": current,
  });
}

const textReach = (text: string, more: Partial<Extract<Reach, { by: "kubeconfig-text" }>> = {}): Reach => ({
  by: "kubeconfig-text",
  text,
  from: 'secret "clusters/prod"',
  ...more,
});

function connected(reach: Reach, environment: Record<string, string> = {}): Promise<Connection> {
  return connect(reach, surroundings(environment), soon());
}

/** What comes of it when it fails; no word of it may be a secret. */
async function failure(promise: Promise<unknown>): Promise<MeshError | KubeTrouble> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof MeshError) && !(error instanceof KubeTrouble))
    throw new Error(`failed otherwise: ${String(error)}`);
  const next = error instanceof MeshError ? error.next : "";
  expect(`${error.message} ${error.stack} ${next} ${JSON.stringify(error)}`).not.toContain(canary);
  return error;
}

describe("a kubeconfig", () => {
  it("is the one that is named, else those of KUBECONFIG, else that of the home folder", async () => {
    await inFolder(async (path) => {
      const named = path("named", config(["named"]));
      const listed = path("listed", config(["listed"]));
      const environment = { KUBECONFIG: listed, HOME: path(".") };
      const by = { by: "kubeconfig", allowExec: true } as const;
      expect((await connected({ ...by, file: named }, environment)).name).toBe("named");
      expect(await connected(by, environment)).toMatchObject({
        name: "listed",
        server: "https://listed.test:6443",
        namespace: "of-listed",
        proxy: undefined,
      });
      const lacking = await failure(connected(by, { HOME: path(".") }));
      expect(lacking.message).toMatch(/Cannot read the kubeconfig ".*\.kube\/config": there is no such file/);
    });
  });

  it("of several files is what the first says of each name", async () => {
    await inFolder(async (path) => {
      const first = path("first", config(["a"], {}, {}, ""));
      const second = path("second", config(["a", "b"], { server: "https://second.test" }, {}, "b"));
      const environment = { KUBECONFIG: [first, path("missing"), "", second].join(delimiter) };
      const by = { by: "kubeconfig", allowExec: true } as const;
      expect(await connected(by, environment)).toMatchObject({ name: "b", server: "https://second.test" });
      expect(await connected({ ...by, context: "a" }, environment)).toMatchObject({ server: "https://a.test:6443" });
    });
  });

  it("names files from its own folder on", async () => {
    await inFolder(async (path) => {
      path("ca.pem", "the authority");
      path("token", "  first-token\n");
      const file = path("config", config(["a"], { "certificate-authority": "ca.pem" }, { tokenFile: "token" }));
      const around = surroundings();
      const connection = await connect({ by: "kubeconfig", file, allowExec: false }, around, soon());
      const access = await connection.access(soon());
      expect(access).toEqual({ headers: { authorization: "Bearer first-token" }, tls: { ca: "the authority" } });
      path("token", "second-token");
      expect(await connection.access(soon())).toBe(access);
      around.clock += 61_000;
      expect((await connection.access(soon())).headers.authorization).toBe("Bearer second-token");
    });
  });

  it("is read again where what it gave is refused", async () => {
    await inFolder(async (path) => {
      const file = path("config", config(["a"], {}, { token: "old" }));
      const connection = await connected({ by: "kubeconfig", file, allowExec: false });
      const old = await connection.access(soon());
      path("config", config(["a"], {}, { token: "new" }));
      expect((await connection.access(soon(), old)).headers.authorization).toBe("Bearer new");
    });
  });

  it.each<[string, object, object, Partial<Access>]>([
    [
      "certificates",
      { "certificate-authority-data": btoa("-----BEGIN CERTIFICATE-----"), "certificate-authority": "/not/read" },
      { "client-certificate-data": btoa("CERT"), "client-key-data": btoa("KEY") },
      { headers: {}, tls: { ca: "-----BEGIN CERTIFICATE-----", cert: "CERT", key: "KEY" } },
    ],
    [
      "another name and no trust",
      { "tls-server-name": "other.test", "insecure-skip-tls-verify": true },
      {},
      { headers: {}, tls: { serverName: "other.test", insecure: true } },
    ],
    [
      "a password",
      {},
      { username: "me", password: "secret" },
      { headers: { authorization: `Basic ${btoa("me:secret")}` }, tls: {} },
    ],
    [
      "whom to act as",
      {},
      { token: "t", as: "jane", "as-groups": ["a", "b"], "as-uid": "7", "as-user-extra": { Reason: ["x"] } },
      {
        headers: {
          authorization: "Bearer t",
          "impersonate-user": "jane",
          "impersonate-group": ["a", "b"],
          "impersonate-uid": "7",
          "impersonate-extra-reason": ["x"],
        },
        tls: {},
      },
    ],
    ["nothing", {}, {}, { headers: {}, tls: {} }],
  ])("may give %s", async (_, cluster, user, expected) => {
    await inFolder(async (path) => {
      const file = path("config", config(["a"], cluster, user));
      const connection = await connected({ by: "kubeconfig", file, allowExec: false });
      expect(await connection.access(soon())).toEqual(expected);
    });
  });

  it.each<[string, string, string | undefined, RegExp, RegExp]>([
    [
      "no such context",
      config(["prod-eu", "stage"]),
      "prod-ue",
      /Cannot find context "prod-ue"/,
      /Did you mean "prod-eu"\? Its contexts are prod-eu, stage\./,
    ],
    [
      "no current context",
      config(["a"], {}, {}, ""),
      undefined,
      /has no current context/,
      /^Name the one that is meant\. Its contexts are a\.$/,
    ],
    [
      "an authority that is no certificate",
      config(["a"], { "certificate-authority-data": "AAAA" }),
      undefined,
      /its certificate-authority-data holds no certificate/,
      /PEM file in base64/,
    ],
    [
      "a context of a missing user",
      stringify({
        contexts: [{ name: "a", context: { cluster: "c", user: "u" } }],
        clusters: [{ name: "c", cluster: {} }],
      }),
      "a",
      /its user "u" is not in the kubeconfig/,
      /Add the user/,
    ],
    [
      "no YAML",
      `users:\n  - token: ${canary}\n bad: [`,
      undefined,
      /no YAML of a kubeconfig, line \d/,
      /kubectl config view/,
    ],
    [
      "no server",
      stringify({ contexts: [{ name: "a", context: { cluster: "c" } }], clusters: [{ name: "c", cluster: {} }] }),
      "a",
      /"" is no URL/,
      /https:\/\/host:port/,
    ],
    ["a server without TLS", config(["a"], { server: "http://10.0.0.1:8080" }), undefined, /is not of https/, /https/],
    [
      "a server with a password",
      config(["a"], { server: `https://me:${canary}@10.0.0.1` }),
      undefined,
      /more than host, port and path/,
      /https/,
    ],
    [
      "a proxy of no kind",
      config(["a"], { "proxy-url": `ftp://me:${canary}@proxy` }),
      undefined,
      /it is no URL of http, https or socks5/,
      /http:\/\/proxy/,
    ],
    [
      "a program",
      config(["a"], {}, { exec: { command: "aws" } }),
      undefined,
      /runs a program for its credentials, which is not allowed/,
      /service account/,
    ],
    [
      "a way of old",
      config(["a"], {}, { "auth-provider": { name: "gcp", config: { "cmd-path": "/bin/sh" } } }),
      undefined,
      /no longer has the auth provider "gcp"/,
      /exec plugin/,
    ],
    [
      "a program in disguise",
      config(["a"], {}, { "auth-provider": { name: "oidc", config: { exec: { command: "sh" } } } }),
      undefined,
      /no longer has/,
      /exec plugin/,
    ],
    [
      "a token file",
      config(["a"], {}, { tokenFile: "/etc/passwd" }),
      undefined,
      /names a file in tokenFile/,
      /--flatten/,
    ],
    [
      "an authority in a file",
      config(["a"], { "certificate-authority": "/x" }),
      undefined,
      /names a file in certificate-authority/,
      /--flatten/,
    ],
  ])("out of a secret is refused with %s", async (_, text, context, message, next) => {
    const error = await failure(connected(textReach(text, context === undefined ? {} : { context })));
    expect(error).toBeInstanceOf(MeshError);
    expect(error.message).toMatch(message);
    expect(error.message).toContain('secret "clusters/prod"');
    expect((error as MeshError).next).toMatch(next);
  });

  it("out of a secret reads no file of this machine by a field that only a library knows", async () => {
    const connection = await connected(textReach(config(["a"], {}, { "token-file": "/etc/hostname" })));
    expect(await connection.access(soon())).toEqual({ headers: {}, tls: {} });
  });

  it("of the machine itself may do without TLS", async () => {
    const connection = await connected(textReach(config(["a"], { server: "http://127.0.0.1:8001/" })));
    expect(connection.server).toBe("http://127.0.0.1:8001");
    expect((await connection.access(soon())).headers.authorization).toContain("Bearer");
  });

  it("names its proxy, which goes before that of the environment", async () => {
    const environment = { HTTPS_PROXY: "http://around.test:3128" };
    const own = textReach(config(["a"], { "proxy-url": "http://own.test:3128" }));
    expect((await connected(own, environment)).proxy).toBe("http://own.test:3128");
    expect((await connected(textReach(config(["a"])), environment)).proxy).toBe("http://around.test:3128");
  });
});

describe("a plugin of a kubeconfig", () => {
  const credential = (status: object, more: object = {}): string =>
    JSON.stringify({ apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status, ...more });

  /** A kubeconfig whose plugin is this script, and how often it ran. */
  async function withPlugin<T>(
    script: string,
    run: (connection: Connection, around: ReturnType<typeof surroundings>, ran: () => Promise<string[]>) => Promise<T>,
    exec: object = {},
  ): Promise<T> {
    const { readFile } = await import("node:fs/promises");
    return inFolder(async (path) => {
      path("plugin.sh", `#!/bin/sh\necho "$KUBERNETES_EXEC_INFO" >> "$(dirname "$0")/ran"\n${script}\n`, 0o700);
      const file = path(
        "config",
        config(
          ["a"],
          {},
          {
            exec: {
              apiVersion: "client.authentication.k8s.io/v1",
              command: "./plugin.sh",
              args: ["get-token"],
              env: [{ name: "EXTRA", value: "of the kubeconfig" }],
              ...exec,
            },
          },
        ),
      );
      const around = surroundings({ PATH: process.env.PATH, HERE: "of the environment" });
      const connection = await connect({ by: "kubeconfig", file, allowExec: true }, around, soon());
      const ran = async (): Promise<string[]> => (await readFile(path("ran"), "utf8")).trim().split("\n");
      return run(connection, around, ran);
    });
  }

  it("gives a token, is told who asks, and runs once however many ask", async () => {
    const script = `echo '${credential({ token: "TOKEN" })}' | sed "s/TOKEN/$1 $EXTRA $HERE/"`;
    await withPlugin(
      script,
      async (connection, around, ran) => {
        const all = await Promise.all([1, 2, 3].map(() => connection.access(soon())));
        expect(all[0]?.headers.authorization).toBe("Bearer get-token of the kubeconfig of the environment");
        around.clock += 3_600_000;
        const later = await connection.access(soon());
        expect(await ran()).toHaveLength(1);
        expect(JSON.parse((await ran())[0] ?? "")).toEqual({
          apiVersion: "client.authentication.k8s.io/v1",
          kind: "ExecCredential",
          spec: { interactive: false, cluster: { server: "https://a.test:6443" } },
        });
        await connection.access(soon(), later);
        expect(await ran()).toHaveLength(2);
      },
      { provideClusterInfo: true },
    );
  });

  it("runs again before what it gave expires", async () => {
    const script = `echo '${credential({ token: "t", expirationTimestamp: "2026-11-20T14:10:00Z" })}'`;
    await withPlugin(script, async (connection, around, ran) => {
      await connection.access(soon());
      around.clock += 8 * 60_000;
      await connection.access(soon());
      expect(await ran()).toHaveLength(1);
      around.clock += 61_000;
      await connection.access(soon());
      expect(await ran()).toHaveLength(2);
    });
  });

  it("may give a certificate", async () => {
    const script = `echo '${credential({ clientCertificateData: "CERT", clientKeyData: "KEY" })}'`;
    await withPlugin(script, async (connection) => {
      expect(await connection.access(soon())).toEqual({ headers: {}, tls: { cert: "CERT", key: "KEY" } });
    });
  });

  it.each<[string, string, object, RegExp]>([
    ["fails", `echo ${canary} >&2; echo ${canary}; exit 3`, {}, /the plugin ".*plugin\.sh" has failed/],
    ["prints no JSON", `echo ${canary}`, {}, /prints something else than credentials/],
    ["prints other JSON", `echo '{"token":"${canary}"}'`, {}, /prints something else than credentials/],
    ["gives nothing", `echo '${credential({ more: canary })}'`, {}, /gives no credentials/],
    [
      "answers in another version",
      `echo '${credential({ token: canary }, { apiVersion: "client.authentication.k8s.io/v1beta1" })}'`,
      {},
      /in another version/,
    ],
    ["prints without end", `yes ${canary}`, {}, /prints without end/],
    [
      "is not installed",
      "",
      { command: "no-such-plugin", installHint: "Install it from the vendor.\u001b[31m" },
      /"no-such-plugin" is not installed; its kubeconfig says: Install it from the vendor\./,
    ],
    ["is of an old version", "", { apiVersion: "client.authentication.k8s.io/v1alpha1" }, /version that is not known/],
    ["wants to talk", "", { interactiveMode: "Always" }, /wants to talk to a person/],
  ])("that %s leaves no credentials", async (_, script, exec, message) => {
    await withPlugin(
      script,
      async (connection) => {
        const trouble = await failure(connection.access(soon()));
        expect(trouble).toMatchObject({ name: "KubeTrouble", kind: "unauthorized" });
        expect(trouble.message).toMatch(message);
      },
      exec,
    );
  });

  it("that hangs ends with the deadline, and so does its process", async () => {
    await withPlugin('echo $$ >> "$(dirname "$0")/ran"; exec sleep 60', async (connection, _, ran) => {
      const spent = ownTime();
      await expect(connection.access(soon(700))).rejects.toThrow();
      expect(spent()).toBeLessThan(3000);
      const pid = Number((await ran()).at(-1));
      await expect
        .poll(() => {
          try {
            return process.kill(pid, 0);
          } catch {
            return false;
          }
        })
        .toBe(false);
    });
  });
});
