import type { ActResult, BlockJson, Place, StateValues } from "../wire.ts";
import type { Store } from "./store.ts";

/** Where blocks are drawn: a message or a view, what was typed there, and how to tell the app of it. */
export interface Surface {
  readonly store: Store;
  readonly place: Place;
  /** The conversation behind it, for menus that begin with the current one. */
  readonly channel: string;
  readonly values: Values;
  /** Sends `block_actions`; `from` is busy meanwhile. */
  press(action: BlockJson, from: HTMLElement): Promise<ActResult>;
}

/** What stands in the inputs of one message or view, by block and action. */
export interface Values {
  get(block: string, action: string): BlockJson | undefined;
  put(block: string, action: string, value: BlockJson): void;
  all(): StateValues;
}

/** Inputs that nobody has touched yet. */
export function createValues(): Values {
  const kept = new Map<string, Map<string, BlockJson>>();
  return {
    get: (block, action) => kept.get(block)?.get(action),
    put: (block, action, value) => {
      kept.set(block, (kept.get(block) ?? new Map<string, BlockJson>()).set(action, value));
    },
    all: () => Object.fromEntries([...kept].map(([block, actions]) => [block, Object.fromEntries(actions)])),
  };
}
