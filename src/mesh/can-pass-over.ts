import type { Endpoint } from "../model/service.ts";
import type { Gap } from "../model/snapshot.ts";

/**
 * Whether what was not read can be left out of account, since others answer: where one object is missing, or what
 * nothing leads to. Of a whole kind nobody knows how many would share the requests.
 */
export function canPassOver({ ref, isLeftOut }: Gap, endpoints: readonly Endpoint[]): boolean {
  return (ref !== undefined || isLeftOut === true) && endpoints.some(({ ready }) => ready);
}
