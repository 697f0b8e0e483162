import type { Diagnosis } from "../model/diagnosis.ts";
import type { Gap, Resources } from "../model/snapshot.ts";

/** An answer, and the objects that it was made of. */
export interface Answered {
  readonly diagnosis: Diagnosis;
  readonly resources: Resources;
  /** What could not be read, besides what the diagnosis tells. */
  readonly gaps?: readonly Gap[];
  /** Namespaces of which workloads were read; absent: of all. */
  readonly workloadsOf?: readonly string[];
}
