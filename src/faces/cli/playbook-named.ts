import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { checks } from "../../checks/all.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Playbook } from "../../model/playbook.ts";
import { builtIn } from "../../playbook/built-in.ts";
import { parsePlaybook } from "../../playbook/parse-playbook.ts";

/**
 * A playbook by name, or from a file.
 * @throws MeshError BAD_PLAYBOOK
 */
export function playbookNamed(name: string): Playbook {
  const known = builtIn[name];
  if (known !== undefined) return parsePlaybook(known, checks, name);
  if (!existsSync(name)) {
    const names = Object.keys(builtIn);
    throw new MeshError(
      "BAD_PLAYBOOK",
      `Cannot find the playbook "${name}": it is neither built in nor a file`,
      `Built in: ${names.join(", ")}.`,
      names,
    );
  }
  let raw: unknown;
  try {
    raw = parse(readFileSync(name, "utf8"));
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new MeshError(
      "BAD_PLAYBOOK",
      `Cannot read playbook "${name}": ${why}`,
      "Compare it with playbooks/why.yaml.",
    );
  }
  return parsePlaybook(raw, checks, name);
}
