import { MeshError } from "../../model/mesh-error.ts";

/** The secrets that a server was given. Files are read each time, so that a new value counts at once. */
export interface GivenSecrets {
  /** The signing secrets that are good; a file may hold the new and the old one, a line each. */
  signing(): Promise<readonly string[]>;
  /** `xoxb-…`. */
  botToken(): Promise<string>;
  /** `xapp-…`, for Socket Mode. */
  appToken(): Promise<string>;
  /** Any other, by the name that the configuration gives it: the routing key of a PagerDuty service. */
  named(name: string): Promise<string>;
  /** The same, as it is, with all its lines: a kubeconfig. */
  text(name: string): Promise<string>;
  /** The values given out so far: what a log line must never hold. */
  known(): readonly string[];
}

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

export const signingVariable = "MESHWHY_SIGNING_SECRET";
export const botTokenVariable = "MESHWHY_BOT_TOKEN";
export const appTokenVariable = "MESHWHY_APP_TOKEN";

/** `meshwhy/prod/pagerduty` is `MESHWHY_SECRET_MESHWHY_PROD_PAGERDUTY`, as in a local run of the functions. */
export function secretVariable(name: string): string {
  return `MESHWHY_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}`;
}

/** Secrets out of variables, or out of the files that `…_FILE` name, as containers mount them. */
export function givenSecrets(env: Environment, readText: (file: string) => string): GivenSecrets {
  const known = new Set<string>();
  const lines = (variable: string): readonly string[] => {
    const values = secretLines(variable, env, readText);
    for (const value of values) known.add(value);
    return values;
  };
  const first = async (variable: string): Promise<string> => lines(variable)[0] ?? "";
  return {
    signing: async () => lines(signingVariable),
    botToken: () => first(botTokenVariable),
    appToken: () => first(appTokenVariable),
    named: (name) => first(secretVariable(name)),
    text: async (name) => {
      const text = secretText(secretVariable(name), env, readText);
      known.add(text);
      return text;
    },
    known: () => [...known],
  };
}

/**
 * The lines of a secret that are not empty, at least one.
 * @throws MeshError BAD_CONFIG where it is not there; what to do is said of the variable, never of the value
 */
export function secretLines(variable: string, env: Environment, readText: (file: string) => string): readonly string[] {
  return secretText(variable, env, readText)
    .split(/\s+/)
    .filter((line) => line !== "");
}

/**
 * A secret as it is; never empty.
 * @param purpose what it is for, as errors say it: `serve`
 * @throws MeshError BAD_CONFIG, as secretLines()
 */
export function secretText(
  variable: string,
  env: Environment,
  readText: (file: string) => string,
  purpose = "serve",
): string {
  const [value = "", file = ""] = [env[variable], env[`${variable}_FILE`]];
  if (value !== "" && file !== "")
    throw bad(purpose, `both "${variable}" and "${variable}_FILE" are set`, "Leave one of them out.");
  if (value === "" && file === "")
    throw bad(purpose, `"${variable}" is not set`, `Set it, or set ${variable}_FILE to a file that holds it.`);
  const text = file === "" ? value : textOf(variable, file, readText, purpose);
  if (text.trim() === "")
    throw bad(purpose, `"${file === "" ? variable : file}" is empty`, "Put the value into it, and nothing else.");
  return text;
}

function textOf(variable: string, file: string, readText: (file: string) => string, purpose: string): string {
  try {
    return readText(file);
  } catch {
    throw bad(
      purpose,
      `"${file}" cannot be read`,
      `${variable}_FILE names it: mount the file there, and let this user read it.`,
    );
  }
}

function bad(purpose: string, state: string, next: string): MeshError {
  return new MeshError("BAD_CONFIG", `Cannot ${purpose}: ${state}`, next);
}
