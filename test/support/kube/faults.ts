/** What is to go wrong in a fake API server, and when. */

import type { RequestInfo } from "./request-info.ts";
import { qualified } from "./resource.ts";

/** One way to go wrong. */
export type Fault =
  /** Answers properly, so many milliseconds later than it would. */
  | { readonly is: "slow"; readonly ms: number }
  /** Takes the request and says nothing. */
  | { readonly is: "hang" }
  /** Says status and headers, and then nothing. */
  | { readonly is: "hang-mid-body" }
  /** 429. */
  | { readonly is: "too-many"; readonly retryAfterSeconds?: number }
  /** A `Status` of this code: 500, 503 … */
  | { readonly is: "status"; readonly code: number; readonly message?: string; readonly retryAfterSeconds?: number }
  | { readonly is: "unauthorized" }
  | { readonly is: "forbidden" }
  /** 404, as where a kind is not served. */
  | { readonly is: "not-served" }
  /** 410, for requests that go on with a list; others are answered properly. */
  | { readonly is: "expired" }
  /** Breaks the connection instead of an answer. */
  | { readonly is: "reset" }
  /** Breaks it in the middle of the answer. */
  | { readonly is: "reset-mid-body" }
  /** A whole answer as HTTP sees it, with half of the JSON. */
  | { readonly is: "truncated" }
  /** What a proxy in between says: HTML, with status 200 unless told otherwise. */
  | { readonly is: "garbage"; readonly code?: number }
  /** The proper answer as another type. */
  | { readonly is: "content-type"; readonly type: string }
  /** The first object gets an annotation of so many bytes. */
  | { readonly is: "huge"; readonly bytes: number }
  /** The proper beginning, and then a space every so many milliseconds, without end. */
  | { readonly is: "drip"; readonly everyMs: number }
  /** The proper beginning, and then spaces as fast as they are taken, without end. */
  | { readonly is: "flood" };

/** A fault, which requests it befalls, and how often. */
export interface FaultRule {
  readonly fault: Fault;
  /** Found in the path with its query; all requests where neither this nor `resource` is given. */
  readonly path?: RegExp;
  /** `pods`, `pods/log`, `virtualservices.networking.istio.io`; however it is asked for. */
  readonly resource?: string;
  /** How many requests pass before it begins; 0. */
  readonly after?: number;
  /** How often it strikes; without end. */
  readonly times?: number;
}

/** Which certificate the server shows. */
export type ShownCertificate = "trusted" | "untrusted" | "wrong-host" | "expired";

/** Controls what goes wrong from now on. */
export interface Faults {
  /** Of several rules that fit a request, the first given holds. */
  add(...rules: readonly FaultRule[]): void;
  /** For connections made from now on. */
  certificate(shown: ShownCertificate): void;
  /** Forgets states before the present one: continue tokens of them have expired. */
  compact(): void;
  /** All is well again. */
  clear(): void;
}

/** The rules, with what is left of them. */
export interface FaultList {
  add(...rules: readonly FaultRule[]): void;
  clear(): void;
  /** What befalls this request. */
  next(url: string, info: RequestInfo): Fault | undefined;
}

export function faultList(): FaultList {
  let rules: { readonly rule: FaultRule; passed: number; struck: number }[] = [];
  return {
    add: (...given) => {
      rules = [...rules, ...given.map((rule) => ({ rule, passed: 0, struck: 0 }))];
    },
    clear: () => {
      rules = [];
    },
    next: (url, info) => {
      for (const one of rules) {
        const { path, resource, after = 0, times = Number.POSITIVE_INFINITY, fault } = one.rule;
        if (path !== undefined && url.search(path) < 0) continue;
        if (resource !== undefined && resource !== resourceOf(info)) continue;
        if (fault.is === "expired" && !info.query.has("continue")) continue;
        if (one.passed < after) {
          one.passed += 1;
          continue;
        }
        if (one.struck >= times) continue;
        one.struck += 1;
        return fault;
      }
      return undefined;
    },
  };
}

function resourceOf({ resource }: RequestInfo): string {
  if (resource === undefined) return "";
  const { subresource } = resource;
  return subresource === "" ? qualified(resource) : `${qualified(resource)}/${subresource}`;
}
