import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checks } from "../../src/checks/all.ts";
import { answer } from "../../src/diagnose/answer.ts";
import { pathParts } from "../../src/model/path.ts";
import { apiGroup, type Ref, refText } from "../../src/model/ref.ts";
import { builtIn } from "../../src/playbook/built-in.ts";
import { parsePlaybook } from "../../src/playbook/parse-playbook.ts";
import { caseSnapshot, laidObjects } from "../checks/case-snapshot.ts";
import { parseCase } from "../checks/parse-case.ts";
import { untruth } from "./excerpt-laws.ts";

const root = join(import.meta.dirname, "../../src/checks");
const playbook = parsePlaybook(builtIn.why, checks, "why");

interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

describe.each(checks.map(({ id }) => id))("the excerpts of %s", (id) => {
  const cases = readdirSync(join(root, id)).filter((file) => file.endsWith(".yaml"));

  it.each(cases)("%s holds only the object's own lines", (file) => {
    const given = parseCase(readFileSync(join(root, id, file), "utf8"));
    const objects = laidObjects(given) as readonly RawObject[];
    for (const { resource } of answer(given.question, playbook, caseSnapshot(given)).findings) {
      const own = objects.find((object) => isSame(object, resource));
      const where = `${refText(resource)} ${resource.path}`;
      const { excerpt } = resource;
      if (own === undefined || excerpt === undefined) {
        expect.soft(own === undefined || resource.path === "", where).toBe(excerpt === undefined);
        continue;
      }
      expect.soft(excerpt.length, where).toBeLessThanOrEqual(12);
      const marked = excerpt.filter((line) => line.marked).map(({ text }) => text);
      expect.soft(marked, where).toHaveLength(1);
      const object = { ...own, metadata: { namespace: "default", ...own.metadata } };
      expect.soft(untruth(excerpt, object), `${where}\n${excerpt.map(({ text }) => text).join("\n")}`).toBe("");
      if (/^ *#/.test(marked[0] ?? "")) expect.soft(isEmpty(valueAt(object, resource.path)), where).toBe(true);
      else expect.soft(isEmpty(valueAt(object, resource.path)), where).toBe(false);
    }
  });
});

function isSame({ apiVersion, kind, metadata }: RawObject, ref: Ref): boolean {
  const namespace = ref.namespace === "" ? ref.namespace : (metadata.namespace ?? "default");
  return (
    apiGroup(apiVersion) === apiGroup(ref.apiVersion) &&
    kind === ref.kind &&
    metadata.name === ref.name &&
    namespace === ref.namespace
  );
}

/** Of Istio's configuration, the value in the text that a ConfigMap holds. */
function valueAt(object: unknown, path: string): unknown {
  const parts = pathParts(path);
  if (parts[0] === "mesh") return path;
  return parts.reduce<unknown>((found, part) => (found as Record<string, unknown> | undefined)?.[String(part)], object);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);
}
