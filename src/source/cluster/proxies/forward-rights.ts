import type { Right } from "../right.ts";

/**
 * What opening ports of pods takes. Over a web socket, which begins with a GET, `get`; since Kubernetes 1.35 `create`
 * besides, as ever over SPDY.
 */
export const forwardRights: readonly Right[] = (["get", "create"] as const).map((verb) => ({
  group: "",
  resource: "pods/portforward",
  verb,
}));
