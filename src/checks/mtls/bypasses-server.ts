import type { CauseOf } from "../../model/cause.ts";

/** The server has a sidecar, and a setting of its pod keeps the connection from it. */
export function bypassesServer({ server, injection }: CauseOf<"tls-to-plaintext">): boolean {
  return injection === undefined && server !== undefined && server.ref.kind !== "PeerAuthentication";
}
