type Environment = Readonly<Record<string, string | undefined>>;

/** Holds, as JSON, what a playground has written over; on AWS there is none. */
export const outsideVariable = "MESHWHY_OUTSIDE";

/** The environment as it is for programs and proxies outside: without what a playground has set for its own AWS. */
export function outsideEnvironment(env: Environment): Environment {
  const text = env[outsideVariable];
  if (text === undefined) return env;
  const before = Object.entries(JSON.parse(text) as Readonly<Record<string, string | null>>);
  return { ...env, ...Object.fromEntries(before.map(([name, value]) => [name, value ?? undefined])) };
}
