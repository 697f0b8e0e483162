import type { RequestFacts } from "./request-facts.ts";
import type { Truth } from "./truth.ts";

/** Something of a request that rules compare with values. */
export interface Attribute {
  /** Not to be had on a TCP chain. */
  readonly httpOnly?: boolean;
  /** Comes from the peer's certificate. */
  readonly identity?: boolean;
  /** What is wrong with a value that the proxy cannot be told about; `undefined`: nothing. */
  flaw?(value: string): string | undefined;
  /** Whether the request has this value. `namespace` is the policy's. */
  matches(value: string, facts: RequestFacts, namespace: string): Truth;
  /** What the request has, in words. */
  got(facts: RequestFacts): string;
  /** What would have to be known; given where `matches` can be unknown. */
  readonly input?: { readonly what: string; readonly grant?: string };
}
