import { resourceSchema } from "./resource-schema.ts";

/** Only its metadata is read. */
export const namespaceSchema = resourceSchema("Namespace", {});

/** Only its metadata is read. */
export const serviceAccountSchema = resourceSchema("ServiceAccount", {});

/** Only its metadata is read: labels tell zone and region. */
export const nodeSchema = resourceSchema("Node", {});
