import { Agent, fetch } from "undici";
import type { FakeKube } from "./start-fake-kube.ts";

/** An answer that has been read to its end. */
export interface KubeReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. */
  readonly json: KubeJson;
}

/** What tests look for in answers. */
export interface KubeJson {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly message?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly KubeJson[];
  readonly [key: string]: unknown;
}

/** How to ask. */
export interface KubeAsk {
  readonly token?: string;
  readonly accept?: string;
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** A plain client of a fake API server. */
export interface KubeAsker {
  ask(path: string, how?: KubeAsk): Promise<KubeReply>;
  close(): Promise<void>;
}

export function kubeAsker(kube: FakeKube, options: { readonly http2?: boolean } = {}): KubeAsker {
  const { http2 = true } = options;
  const dispatcher = new Agent({
    allowH2: http2,
    connect: { ca: Buffer.from(kube.caData, "base64").toString("utf8") },
  });
  return {
    ask: async (path, { token, accept, method = "GET", body, signal } = {}) => {
      const headers = {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(accept !== undefined && { accept }),
        ...(body !== undefined && { "content-type": "application/json" }),
        "user-agent": "fake-kube-test",
      };
      const reply = await fetch(`${kube.url}${path}`, {
        dispatcher,
        headers,
        method,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal !== undefined && { signal }),
      });
      const text = await reply.text();
      return {
        status: reply.status,
        headers: reply.headers as unknown as Headers,
        text,
        get json() {
          return JSON.parse(text) as KubeJson;
        },
      };
    },
    close: () => dispatcher.destroy(),
  };
}
