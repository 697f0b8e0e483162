import type { Path } from "./read-yaml.ts";

/** Something wrong at a place of `meshwhy.yaml`, before its line is looked up. */
export interface UnplacedMistake {
  readonly path: Path;
  /** It is the key at the end of the path that is wrong, not what stands behind it. */
  readonly atKey: boolean;
  /** A clause. */
  readonly what: string;
  /** A sentence. */
  readonly next: string;
}
