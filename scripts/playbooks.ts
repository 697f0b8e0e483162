/** Writes `src/playbook/built-in.ts` from `playbooks/*.yaml`, so that bundle, tests and plain Node read them alike. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";

const root = join(import.meta.dirname, "..");

/** The file that holds the built-in playbooks as data. */
export const builtInFile = join(root, "src/playbook/built-in.ts");

/** The text that the playbooks in a folder compile to; the same folder always gives the same bytes. */
export function builtInSource(folder: string = join(root, "playbooks")): string {
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".yaml"))
        .sort()
    : [];
  const entries = names.map((name) => {
    const json = JSON.stringify(parsePlaybook(join(folder, name)), null, 2);
    return `  ${JSON.stringify(basename(name, ".yaml"))}: ${json.replaceAll("\n", "\n  ")},\n`;
  });
  return [
    "// Generated from playbooks/*.yaml by `npm run build`. Do not edit: change the playbook and build again.\n\n",
    "/** The playbooks that ship with meshwhy, by name, parsed but not yet validated. */\n",
    `export const builtIn: Readonly<Record<string, unknown>> = {${entries.length > 0 ? "\n" : ""}${entries.join("")}};\n`,
  ].join("");
}

/** Brings `src/playbook/built-in.ts` up to date and says whether it had to change. */
export function writeBuiltIn(): boolean {
  const source = builtInSource();
  if (existsSync(builtInFile) && readFileSync(builtInFile, "utf8") === source) return false;
  mkdirSync(dirname(builtInFile), { recursive: true });
  const draft = `${builtInFile}.${process.pid}.draft`;
  writeFileSync(draft, source);
  renameSync(draft, builtInFile);
  return true;
}

function parsePlaybook(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new Error(`Cannot compile "playbooks/${basename(file)}": it is not valid YAML. Correct it and build again`, {
      cause,
    });
  }
}

if (import.meta.main) writeBuiltIn();
