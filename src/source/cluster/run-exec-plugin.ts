import { spawn } from "node:child_process";
import { plainText } from "../../kinds/plain-text.ts";
import { isRawObject, type RawObject } from "../../kinds/raw-object.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import type { Environment } from "./surroundings.ts";

/** What a plugin has given. */
export interface PluginCredentials {
  readonly token?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Milliseconds since the epoch; absent: as long as the server takes them. */
  readonly expiresAt?: number;
}

const versions: readonly unknown[] = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];
const largest = 1024 * 1024;

/**
 * Runs the program of a kubeconfig's `exec` for credentials, as kubectl does where nobody is there to answer it. No
 * shell takes part, and nothing of what it prints is repeated.
 * @param exec the `exec` of a user
 * @param cluster given to the plugin where it asks for it
 * @throws KubeTrouble `unauthorized`
 */
export async function runExecPlugin(
  exec: RawObject,
  cluster: RawObject,
  environment: Environment,
  signal: AbortSignal,
): Promise<PluginCredentials> {
  const { command, apiVersion } = exec;
  if (typeof command !== "string" || command === "") throw trouble("the kubeconfig names no command for its plugin");
  const called = `the plugin "${plainText(command)}"`;
  if (!versions.includes(apiVersion))
    throw trouble(`${called} is of a version that is not known: update the kubeconfig`);
  if (exec.interactiveMode === "Always") throw trouble(`${called} wants to talk to a person`);
  const info = {
    apiVersion,
    kind: "ExecCredential",
    spec: { interactive: false, ...(exec.provideClusterInfo === true ? { cluster } : {}) },
  };
  const output = await outputOf(
    command,
    argumentsOf(exec),
    {
      ...environment,
      ...variablesOf(exec),
      KUBERNETES_EXEC_INFO: JSON.stringify(info),
    },
    called,
    installHint(exec),
    signal,
  );
  return credentialsIn(output, apiVersion, called);
}

function outputOf(
  command: string,
  args: readonly string[],
  env: Environment,
  called: string,
  hint: string,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "ignore"], windowsHide: true });
    const end = (why: string): void => {
      signal.removeEventListener("abort", giveUp);
      // A child of its own may still hold the pipe.
      child.stdout.destroy();
      child.kill("SIGKILL");
      reject(trouble(why));
    };
    const giveUp = (): void => end(`${called} has not answered in time`);
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
    child.stdout.on("data", (piece: Buffer) => {
      size += piece.length;
      pieces.push(piece);
      if (size > largest) end(`${called} prints without end`);
    });
    child.on("error", (error) => {
      const isMissing = "code" in error && error.code === "ENOENT";
      end(isMissing ? `${called} is not installed${hint}` : `${called} cannot be run${hint}`);
    });
    child.on("close", (code) => {
      if (code !== 0) return end(`${called} has failed: kubectl with the same context shows what it says`);
      signal.removeEventListener("abort", giveUp);
      resolve(Buffer.concat(pieces).toString("utf8"));
    });
  });
}

function credentialsIn(output: string, apiVersion: unknown, called: string): PluginCredentials {
  let credential: unknown;
  try {
    credential = JSON.parse(output);
  } catch {
    // Told below.
  }
  const status = isRawObject(credential) ? credential.status : undefined;
  if (!isRawObject(credential) || credential.kind !== "ExecCredential" || !isRawObject(status))
    throw trouble(`${called} prints something else than credentials`);
  if (credential.apiVersion !== apiVersion) throw trouble(`${called} answers in another version than it was asked in`);
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = status;
  const expiresAt = typeof expirationTimestamp === "string" ? Date.parse(expirationTimestamp) : Number.NaN;
  const given = {
    ...(isText(token) ? { token } : {}),
    ...(isText(cert) && isText(key) ? { cert, key } : {}),
    ...(Number.isNaN(expiresAt) ? {} : { expiresAt }),
  };
  if (!("token" in given || "cert" in given)) throw trouble(`${called} gives no credentials`);
  return given;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function argumentsOf(exec: RawObject): string[] {
  const { args } = exec;
  return Array.isArray(args) ? args.map(String) : [];
}

function variablesOf(exec: RawObject): Environment {
  const { env } = exec;
  const given = (Array.isArray(env) ? env : []).filter(isRawObject);
  return Object.fromEntries(given.map(({ name, value }) => [String(name), String(value)]));
}

function installHint(exec: RawObject): string {
  const hint = exec.installHint;
  return isText(hint) ? `; its kubeconfig says: ${plainText(hint, 300)}` : "";
}

function trouble(why: string): KubeTrouble {
  return new KubeTrouble("unauthorized", `there are no credentials: ${why}`);
}
