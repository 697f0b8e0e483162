import type { PlaintextReason } from "../../model/cause.ts";

/** The facts of one reason. */
export type ReasonOf<C extends PlaintextReason["code"]> = Extract<PlaintextReason, { readonly code: C }>;
