import type { Dispatcher } from "undici";
import type { Tls } from "./connection.ts";
import { openDispatcher } from "./open-dispatcher.ts";
import type { TransportLimits } from "./transport-options.ts";

/** The pool of connections to one server; another one is opened only where certificates have changed. */
export interface Line {
  /** The pool for such certificates. */
  at(tls: Tls): Promise<Dispatcher>;
  /** Ends everything that is under way. */
  close(): Promise<void>;
}

/** Opens nothing until it is used. */
export function openLine(proxy: string | undefined, limits: TransportLimits): Line {
  const open = new Set<Promise<Dispatcher>>();
  let current: { readonly key: string; readonly dispatcher: Promise<Dispatcher> } | undefined;
  let isClosed = false;

  async function retire(dispatcher: Promise<Dispatcher>, how: "close" | "destroy"): Promise<void> {
    try {
      await (await dispatcher)[how]();
    } catch {
      // It never opened, or is closed already.
    }
    open.delete(dispatcher);
  }

  return {
    at(tls) {
      if (isClosed) return Promise.reject(new ClosedLine());
      const key = JSON.stringify(tls);
      if (current?.key === key) return current.dispatcher;
      if (current !== undefined) void retire(current.dispatcher, "close");
      const dispatcher = openDispatcher(tls, proxy, limits);
      open.add(dispatcher);
      current = { key, dispatcher };
      return dispatcher;
    },
    async close() {
      isClosed = true;
      await Promise.all([...open].map((dispatcher) => retire(dispatcher, "destroy")));
    },
  };
}

/** Asked for after it was closed. */
class ClosedLine extends Error {
  readonly code = "UND_ERR_CLOSED";
}
