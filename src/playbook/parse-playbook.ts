import * as z from "zod";
import type { Check } from "../model/check.ts";
import { MeshError } from "../model/mesh-error.ts";
import type { Playbook } from "../model/playbook.ts";

const schema = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  steps: z.array(z.strictObject({ check: z.string(), required: z.boolean().optional() })).min(1),
});

/**
 * A playbook whose steps already hold their checks: past this point no id is looked up again.
 * @throws MeshError BAD_PLAYBOOK when its shape is wrong or a check is unknown
 */
export function parsePlaybook(raw: unknown, checks: readonly Check[], name: string): Playbook {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue === undefined ? "" : ` at ${issue.path.join(".") || "its root"}: ${issue.message}`;
    throw new MeshError(
      "BAD_PLAYBOOK",
      `Cannot read playbook "${name}": its shape is wrong${where}`,
      "Compare it with playbooks/why.yaml.",
    );
  }
  const { id, title, steps } = parsed.data;
  return { id, title, steps: steps.map((step) => ({ check: find(step.check), required: step.required ?? false })) };

  function find(checkId: string): Check {
    const check = checks.find((candidate) => candidate.id === checkId);
    if (check === undefined) {
      throw new MeshError(
        "BAD_PLAYBOOK",
        `Cannot read playbook "${name}": no check is called "${checkId}"`,
        "See docs/checks.md for the checks there are.",
      );
    }
    return check;
  }
}
