import { z } from "zod";
import { stringMap } from "./string-map.ts";

/** How Sidecar, ServiceEntry and EnvoyFilter select workloads: `labels`. */
export const endpointSelectorSchema = z.object({ labels: stringMap.optional() });
