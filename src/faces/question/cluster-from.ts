import { MeshError } from "../../model/mesh-error.ts";

/** One end of a question, and the cluster that it is looked up in, where one is named. */
export interface PlacedName {
  readonly name: string;
  readonly cluster?: string;
}

/** What stands before the sign is a name with at most a port, never a path or a password. */
const form = /^([^@:\s]+(?::\d+)?)@([A-Za-z0-9][\w.-]*)?$/;

/**
 * `payment@west`, `shop/payment:8080@west`. URLs, and words with a user before their host, are left as they are.
 * @throws MeshError USAGE where no name follows the sign
 */
export function clusterFrom(text: string): PlacedName {
  const [, name, cluster] = form.exec(text) ?? [];
  if (name === undefined) return { name: text };
  if (cluster === undefined)
    throw new MeshError(
      "USAGE",
      `Cannot read "${text}": no cluster is named after the @`,
      `Write it as ${name}@NAME, with a name of meshwhy.yaml.`,
    );
  return { name, cluster };
}
