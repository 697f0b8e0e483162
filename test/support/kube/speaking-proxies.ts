/** Every istiod and every proxy of a cluster, on the ports on which they tell of themselves. */
import type { RawObject } from "../snapshot.ts";
import { type EnvoyHolds, envoyAnswer } from "./fake-envoy.ts";
import { type ConnectedProxy, istiodAnswer } from "./fake-istiod.ts";
import { type HoldsOptions, istioHolds } from "./istio-holds.ts";
import type { PodAnswer, PodHttp, PodRequest } from "./pod-streams.ts";

/** How they speak. */
export interface SpeakingOptions extends HoldsOptions {
  /** In which form istiod tells; `resources`. */
  readonly form?: "pairs" | "resources";
  /** What istiod knows of each proxy; all is well with all of them. */
  readonly known?: (proxy: ConnectedProxy, istiod: string) => ConnectedProxy | undefined;
  /** What an Envoy holds instead. */
  readonly holds?: (holds: EnvoyHolds, pod: RawObject) => EnvoyHolds;
  /** Answers before anybody else does. */
  readonly instead?: (request: PodRequest) => PodAnswer | undefined | Promise<PodAnswer | undefined>;
}

/** For `http` of a fake API server, with what came so far. */
export function speakingProxies(
  objects: readonly RawObject[],
  options: SpeakingOptions = {},
): { readonly http: PodHttp; readonly asked: PodRequest[] } {
  const { form = "resources", known = (proxy) => proxy, holds = (own) => own } = options;
  const asked: PodRequest[] = [];
  const pods = objects.filter(({ kind }) => kind === "Pod");
  const proxied = pods.filter(hasProxy);
  return {
    asked,
    http: async (request) => {
      asked.push(request);
      const instead = await options.instead?.(request);
      if (instead !== undefined) return instead;
      const pod = pods.find(
        ({ metadata }) => metadata.namespace === request.namespace && metadata.name === request.name,
      );
      if (pod === undefined) return undefined;
      if (request.port === "15014") {
        const proxies = proxied.flatMap(
          ({ metadata: { namespace = "", name } }) => known({ namespace, name }, pod.metadata.name) ?? [],
        );
        return istiodAnswer(proxies, form, request);
      }
      return request.port === "15000" && hasProxy(pod)
        ? envoyAnswer(holds(istioHolds(objects, pod, options), pod), request)
        : undefined;
    },
  };
}

function hasProxy({ spec }: RawObject): boolean {
  const { containers, initContainers = [] } = spec as {
    containers: readonly { name: string }[];
    initContainers?: readonly { name: string }[];
  };
  return [...containers, ...initContainers].some(({ name }) => name === "istio-proxy");
}
