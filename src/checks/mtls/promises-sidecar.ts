import type { CauseOf } from "../../model/cause.ts";

/** No DestinationRule makes the client speak mTLS: a pod's label does, which promises a sidecar. */
export function promisesSidecar({ client, mode, injection }: CauseOf<"tls-to-plaintext">): boolean {
  return client === undefined && mode === "AUTO" && injection !== undefined;
}
