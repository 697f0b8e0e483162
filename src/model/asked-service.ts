import type { Flow } from "./flow.ts";
import type { Pair } from "./pair.ts";
import type { RegistryService } from "./service.ts";

/** Of the services that a workload stands behind the one that a request is for; the first where its host is none of them. */
export function askedService(
  { services }: Pick<Pair, "services">,
  { host }: Pick<Flow, "host">,
): RegistryService | undefined {
  return services.find(({ hostname }) => hostname === host) ?? services[0];
}
