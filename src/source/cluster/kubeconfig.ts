import { readFileSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { plainText } from "../../kinds/plain-text.ts";
import { isRawObject, type RawObject } from "../../kinds/raw-object.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Environment } from "./surroundings.ts";

/** What kubeconfigs say, laid over each other; the paths in it are absolute. */
export interface Kubeconfig {
  /** What messages call it: the files. */
  readonly where: string;
  readonly clusters: ReadonlyMap<string, RawObject>;
  readonly users: ReadonlyMap<string, RawObject>;
  readonly contexts: ReadonlyMap<string, RawObject>;
  readonly currentContext: string | undefined;
}

const largest = 8 * 1024 * 1024;
const unreadable: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "you may not read it",
  EISDIR: "it is a folder",
};
const help = "Give the file that kubectl uses, or set KUBECONFIG to it.";

/**
 * Where kubectl looks: the file that is named, else those of `KUBECONFIG`, else `~/.kube/config`.
 * @param named is relative to the working directory
 */
export function kubeconfigFiles(named: string | undefined, environment: Environment): readonly string[] {
  if (named !== undefined) return [resolve(named)];
  const listed = (environment.KUBECONFIG ?? "").split(delimiter).filter((file) => file !== "");
  if (listed.length > 0) return listed.map((file) => resolve(file));
  const home = environment.HOME || environment.USERPROFILE;
  return home ? [join(home, ".kube", "config")] : [];
}

/**
 * Reads kubeconfig files as kubectl does: of each name, and of the current context, the first file that has it counts;
 * files that are not there are left out as long as one is.
 * @throws MeshError BAD_CONFIG
 */
export function readKubeconfigs(files: readonly string[]): Kubeconfig {
  const read = files.flatMap((file) => {
    const text = textOf(file, files.length > 1);
    return text === undefined ? [] : [fileless(parsed(text, `"${plainText(file)}"`), dirname(file))];
  });
  const where = `"${plainText(files.join(delimiter))}"`;
  if (read.length === 0)
    throw new MeshError(
      "BAD_CONFIG",
      `Cannot read the kubeconfig ${files.length === 0 ? "" : `${where}: `}there is none`,
      help,
    );
  return merged(read, where);
}

/**
 * Reads a kubeconfig out of a secret. Files of this machine are none of its business.
 * @param where what messages call it
 * @throws MeshError BAD_CONFIG
 */
export function kubeconfigOf(text: string, where: string): Kubeconfig {
  const config = parsed(text, where);
  const named = [...entries(config, "clusters", "cluster"), ...entries(config, "users", "user")];
  for (const [name, entry] of named)
    for (const field of fileFields)
      if (entry[field] !== undefined)
        throw new MeshError(
          "BAD_CONFIG",
          `Cannot use the kubeconfig of ${where}: "${plainText(name)}" names a file in ${field}`,
          "Put the data itself there: kubectl config view --raw --flatten prints it so.",
        );
  return merged([config], where);
}

const fileFields: readonly string[] = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

function textOf(file: string, mayLack: boolean): string | undefined {
  try {
    const bytes = readFileSync(file);
    if (bytes.length <= largest) return bytes.toString("utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" && mayLack) return undefined;
    const why = unreadable[code as string] ?? "it cannot be read";
    throw new MeshError("BAD_CONFIG", `Cannot read the kubeconfig "${plainText(file)}": ${why}`, help);
  }
  throw new MeshError("BAD_CONFIG", `Cannot read the kubeconfig "${plainText(file)}": it is too large for one`, help);
}

/** What the YAML library says would repeat the line, and a line may be a token. */
function parsed(text: string, where: string): RawObject {
  let config: unknown;
  let line = "";
  try {
    // An empty file is an empty kubeconfig.
    config = parse(text, { logLevel: "error" }) ?? {};
  } catch (error) {
    const at = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
    line = at === undefined ? "" : `, line ${at}`;
  }
  if (isRawObject(config)) return config;
  throw new MeshError(
    "BAD_CONFIG",
    `Cannot read the kubeconfig ${where}: it is no YAML of a kubeconfig${line}`,
    "Check it with kubectl config view.",
  );
}

/** The same with paths from the file on made absolute. */
function fileless(config: RawObject, folder: string): RawObject {
  const absolute = (value: unknown): unknown =>
    typeof value === "string" && value !== "" && !isAbsolute(value) ? join(folder, value) : value;
  const within = (list: string, field: string): RawObject[] =>
    [...entries(config, list, field)].map(([name, entry]) => {
      const changed: Record<string, unknown> = { ...entry };
      for (const key of fileFields) if (key in changed) changed[key] = absolute(changed[key]);
      const { exec } = changed;
      // As a shell would: a plain word is looked up in PATH.
      if (isRawObject(exec) && typeof exec.command === "string" && /[\\/]/.test(exec.command))
        changed.exec = { ...exec, command: absolute(exec.command) };
      return { name, [field]: changed };
    });
  return { ...config, clusters: within("clusters", "cluster"), users: within("users", "user") };
}

function merged(configs: readonly RawObject[], where: string): Kubeconfig {
  const all = (list: string, field: string): Map<string, RawObject> => {
    const found = new Map<string, RawObject>();
    for (const config of configs)
      for (const [name, entry] of entries(config, list, field)) if (!found.has(name)) found.set(name, entry);
    return found;
  };
  const currents = configs.map((config) => config["current-context"]);
  return {
    where,
    clusters: all("clusters", "cluster"),
    users: all("users", "user"),
    contexts: all("contexts", "context"),
    currentContext: currents.find((name): name is string => typeof name === "string" && name !== ""),
  };
}

/** Named entries of a list, those that are of the right form. */
function entries(config: RawObject, list: string, field: string): Map<string, RawObject> {
  const found = new Map<string, RawObject>();
  const items = config[list];
  for (const item of Array.isArray(items) ? items : []) {
    if (!isRawObject(item) || typeof item.name !== "string" || found.has(item.name)) continue;
    const entry = item[field] ?? {};
    if (isRawObject(entry)) found.set(item.name, entry);
  }
  return found;
}
