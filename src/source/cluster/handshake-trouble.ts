import { KubeTrouble } from "./kube-trouble.ts";

/** What a web socket that did not come about means, where the same path, asked for plainly, is let through. */
export function handshakeTrouble(name: string, status: number | undefined): KubeTrouble {
  // Since Kubernetes 1.35 a web socket takes the right to create one besides, which asking plainly does not.
  if (status === 403)
    return new KubeTrouble("forbidden", `the API server of "${name}" does not let ports be forwarded (403)`, 403);
  if (status === 404) return new KubeTrouble("not-found", `the API server of "${name}" has no such Pod (404)`, 404);
  return new KubeTrouble(
    "refused",
    `the API server of "${name}" does not forward ports over a web socket${status === undefined ? "" : ` (${status})`}, or something before it lets none through`,
    status,
  );
}
