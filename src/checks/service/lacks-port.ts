import type { CauseOf } from "../../model/cause.ts";
import type { Flow } from "../../model/flow.ts";
import type { Pair } from "../../model/pair.ts";

/** Whether a host is known well enough, and only the port that was called is none of its own. */
export function lacksPort({ inert }: CauseOf<"registry-only">, { port }: Flow, { services }: Pair): boolean {
  const [service] = services;
  return service !== undefined && inert.length === 0 && service.ports.every(({ number }) => number !== port);
}
