import type { Mesh } from "../model/mesh.ts";
import type { Endpoint } from "../model/service.ts";
import type { Gap } from "../model/snapshot.ts";
import { isIpAddress } from "./ip-address.ts";
import { podGapAt } from "./workloads.ts";

/** Why it is not known of addresses that somebody wrote whether they are pods'; `undefined`: it is known. */
export function addressGap(mesh: Mesh, written: readonly Endpoint[]): Gap | undefined {
  return written.flatMap(({ address, beyond }) =>
    beyond === undefined && isIpAddress(address) ? (podGapAt(mesh, address) ?? []) : [],
  )[0];
}
