import { plainText } from "../../../kinds/plain-text.ts";
import { compare } from "../../../model/compare.ts";
import type { Gap } from "../../../model/snapshot.ts";
import type { PodName } from "../kube-api.ts";
import type { KubeTrouble } from "../kube-trouble.ts";
import type { EnvoyPart } from "./ask-envoy.ts";
import { forwardGrant } from "./forward-grant.ts";
import type { Istiods } from "./istiods.ts";

/** A proxy of which something could not be read. */
export interface Unread {
  readonly pod: PodName;
  /** Absent: all of it. */
  readonly part?: EnvoyPart;
  readonly trouble: KubeTrouble;
}

/** What proxies hold that could not be read: by namespace, part and reason, the first pod standing for all. */
export function proxyGaps(unread: readonly Unread[]): readonly Gap[] {
  return grouped(unread).map(([first, more]) => {
    const part = first.part === undefined ? "" : ` (${first.part})`;
    return gapOf(first, `whether the proxy of ${called(first, more)} has taken this configuration${part}`);
  });
}

/** What istiod knows that could not be read, by namespace and reason. */
export function istiodGaps(unread: readonly Unread[]): readonly Gap[] {
  return grouped(unread).map(([first, more]) =>
    gapOf(first, `whether istiod has sent this configuration to its proxies, as ${called(first, more)} would know`),
  );
}

/** That a proxy which no istiod knows may be known to one that is not seen from here. */
export function unseenGap({ pods, isWhole }: Istiods): Gap {
  const seen = isWhole
    ? "an istiod was started or stopped just now, and proxies may not have found another yet"
    : "there may be an istiod that is not seen from here";
  return {
    what: "whether these proxies are connected to istiod",
    why: pods.length > 0 ? seen : "no running istiod is seen in the cluster",
  };
}

function grouped(unread: readonly Unread[]): readonly (readonly [first: Unread, more: number])[] {
  const groups = Map.groupBy(
    unread,
    ({ pod, part = "", trouble }) => `${pod.namespace} ${part} ${trouble.kind} ${String(trouble.status)}`,
  );
  return [...groups]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([, [first, ...others]]) => (first === undefined ? [] : [[first, others.length] as const]));
}

function gapOf({ pod, trouble }: Unread, what: string): Gap {
  return {
    what,
    why: plainText(trouble.message),
    ...(trouble.kind === "forbidden" ? { grant: forwardGrant(pod.namespace) } : {}),
  };
}

function called({ pod }: Unread, more: number): string {
  return `Pod ${plainText(`${pod.namespace}/${pod.name}`)}${more > 0 ? ` (and ${more} more)` : ""}`;
}
