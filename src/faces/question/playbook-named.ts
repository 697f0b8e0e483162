import { existsSync, readFileSync, statSync } from "node:fs";
import { parse } from "yaml";
import { checks } from "../../checks/all.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Playbook } from "../../model/playbook.ts";
import { similarNames } from "../../model/similar-names.ts";
import { builtIn } from "../../playbook/built-in.ts";
import { parsePlaybook } from "../../playbook/parse-playbook.ts";

/**
 * A playbook by name, or from a file.
 * @throws MeshError BAD_PLAYBOOK
 */
export function playbookNamed(name: string): Playbook {
  if (Object.hasOwn(builtIn, name)) return parsePlaybook(builtIn[name], checks, name);
  if (!existsSync(name)) {
    const names = Object.keys(builtIn);
    const near = similarNames(name, names);
    throw new MeshError(
      "BAD_PLAYBOOK",
      `Cannot find the playbook "${name}": it is neither built in nor a file`,
      near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `Built in: ${names.join(", ")}.`,
      near.length > 0 ? near : names,
    );
  }
  return parsePlaybook(parsed(name), checks, name);
}

function parsed(file: string): unknown {
  if (statSync(file).isDirectory()) throw unreadable(file, "it is a folder", "Name the file in it.");
  try {
    return parse(readFileSync(file, "utf8"), { logLevel: "error" });
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n", 1).join("").replace(/:$/, "") : String(error);
    throw unreadable(file, why, "Compare it with playbooks/why.yaml.");
  }
}

function unreadable(file: string, why: string, next: string): MeshError {
  return new MeshError("BAD_PLAYBOOK", `Cannot read playbook "${file}": ${why}`, next);
}
