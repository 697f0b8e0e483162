import type { Question } from "./question.ts";
import type { Scope } from "./scope.ts";
import type { Snapshot } from "./snapshot.ts";

/** Where snapshots come from: files, a live cluster. The only asynchronous port of a diagnosis. */
export interface Source {
  /**
   * Reads what a question needs, or what is needed to ask about every pair of a scope, and nothing more.
   * @param stop whoever asked has had enough: what is under way is let go, where the source can
   * @throws MeshError when nothing can be read at all
   */
  read(asked: Question | Scope, observer?: Observer, stop?: AbortSignal): Promise<Snapshot>;
}

/** Told of progress while reading. */
export type Observer = (progress: { readonly stage: string; readonly done: number; readonly total?: number }) => void;
