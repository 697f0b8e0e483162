import type { App, Receiver } from "@slack/bolt";
import type { Delivery } from "./door.ts";
import { bare, type HttpResponse, json } from "./http.ts";

/** Carries deliveries from a door to Bolt, and what the listeners acknowledge with back. */
export interface BoltReceiver extends Receiver {
  deliver(delivery: Delivery): Promise<HttpResponse>;
}

/** A receiver without a server of its own: the same app answers behind API Gateway, on a port, and in the playground. */
export function boltReceiver(): BoltReceiver {
  let app: App | undefined;
  return {
    init: (given) => {
      app = given;
    },
    start: async () => undefined,
    stop: async () => undefined,
    deliver: async ({ body, retryNum, retryReason }) => {
      if (app === undefined) throw new Error("Cannot deliver: the receiver has no app");
      let acknowledged: { readonly with: unknown } | undefined;
      await app.processEvent({
        body: { ...body },
        ...(retryNum === undefined ? {} : { retryNum }),
        ...(retryReason === undefined ? {} : { retryReason }),
        ack: async (response) => {
          acknowledged ??= { with: response };
        },
      });
      if (acknowledged === undefined) return bare(404);
      const response = acknowledged.with;
      if (response === undefined || response === null || response === "") return bare(200);
      return typeof response === "string" ? json(200, { text: response }) : json(200, response);
    },
  };
}
