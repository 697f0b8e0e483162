import type { ConfigType, HeldRejection } from "../../../model/proxy-state.ts";
import { errorIn } from "./error-in.ts";
import { momentIn } from "./moment-in.ts";
import { nameIn } from "./name-in.ts";
import { rawAt } from "./raw-at.ts";
import { rawList } from "./raw-list.ts";

/**
 * Updates that Envoy refused, in a dump of one kind. An error that it cannot put down to one of them has no name.
 * Source: envoyproxy/envoy, api/envoy/admin/v3/config_dump_shared.proto `UpdateFailureState`; listeners are the only ones
 * of which it is kept (source/common/listener_manager/listener_manager_impl.cc `dumpListenerConfigs`).
 */
export function heldRejections(dump: unknown, type: ConfigType): readonly HeldRejection[] {
  return rawList(dump, "configs").flatMap((config): readonly HeldRejection[] => {
    const error = errorIn(rawAt(config, "error_state", "details"));
    if (error === undefined) return [];
    const at = momentIn(rawAt(config, "error_state", "last_update_attempt"));
    const name = nameIn(config.name) ?? "";
    return [{ type, name, ...(at === undefined ? {} : { at }), error }];
  });
}
