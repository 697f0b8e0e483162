import type { Question } from "../../model/question.ts";
import { isScope, type Scope } from "../../model/scope.ts";
import type { Aim } from "./aim.ts";
import type { Hosts } from "./credential-names.ts";
import type { Reader } from "./reader.ts";

/** The host that a question names in a header, which is also the name that TLS begins with; and the outside host. */
export function hostsAsked(asked: Question | Scope, { ends }: Aim, kube: Reader): Hosts {
  const header = isScope(asked)
    ? undefined
    : asked.headers.find(({ name }) => name === "host" || name === ":authority");
  const host = ends[1]?.host;
  const isOutside = kube.all("ServiceEntry").some(({ spec }) => spec.hosts.some((one) => one === host));
  return { served: header?.value.replace(/:\d+$/, ""), dialled: isOutside ? host : undefined };
}
