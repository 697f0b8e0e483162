import type { Secrets } from "./read-secrets.ts";

/** What is known of Secrets where they are not asked for. */
export const secretsUnread: Secrets = {
  resources: [],
  gaps: [
    {
      what: "Secrets",
      why: "meshwhy does not read them unless it is told to",
      grant:
        "--secrets, or secrets: true for the cluster in meshwhy.yaml, and a Role as in infra/kubernetes/gateway-secrets",
      kind: "Secret",
    },
  ],
  assumptions: [],
};
