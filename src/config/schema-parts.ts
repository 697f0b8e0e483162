import * as z from "zod";
import type { Form } from "./forms.ts";

/** A text of a form. Its message is what the form is called: shape-mistakes.ts makes a sentence of it. */
export function text(form: Form) {
  return z.string().regex(form.pattern, { error: form.called });
}

/** The key of a map. Not checked here, so that what is behind a bad key is; sense-mistakes.ts checks it. */
export function key({ pattern }: Form) {
  return z.string().meta({ pattern: pattern.source });
}

/** A list of one or more. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.array(item).min(1);
}

/** What may be switched on; its description says what for. */
export function flag(description: string) {
  return z
    .boolean()
    .optional()
    .meta({ description: `${description} No, where nothing is said.`, examples: [true] });
}
