import { z } from "zod";
import { stringMap } from "./string-map.ts";

/** How Istio's policies and DestinationRules select workloads: `matchLabels`. */
export const workloadSelectorSchema = z.object({ matchLabels: stringMap.optional() });
