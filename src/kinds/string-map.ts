import { z } from "zod";

/** Labels, annotations, selectors: text by name. */
export const stringMap = z.record(z.string(), z.string());
