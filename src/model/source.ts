import type { Question } from "./question.ts";
import type { Snapshot } from "./snapshot.ts";

/** Where snapshots come from: files, a live cluster. The only asynchronous port of a diagnosis. */
export interface Source {
  /**
   * Reads what the question needs, and nothing more.
   * @throws MeshError when nothing can be read at all
   */
  read(question: Question, observer?: Observer): Promise<Snapshot>;
}

/** Told of progress while reading. */
export type Observer = (progress: { readonly stage: string; readonly done: number; readonly total?: number }) => void;
