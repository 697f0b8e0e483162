const mebibyte = 1 << 20;

/** What a snapshot may take; whatever is cut for it is said as a gap. */
export const limits = {
  /** Files of one snapshot. */
  files: 20_000,
  /** Objects of all snapshots. */
  objects: 2_000_000,
  /** Files that are read whole for questions about many pairs; of more, only namespaces of interest are. */
  wholeBytes: 64 * mebibyte,
  /** The newest bytes of one log file. */
  logBytes: 8 * mebibyte,
  /** One object, or one document of YAML that cannot be taken apart. */
  pieceBytes: 64 * mebibyte,
  /** YAML that only the package `yaml` can read: it takes a third of a second for each mebibyte. */
  oddBytes: 4 * mebibyte,
  /** What is not a file of its own (standard input, a pipe) or must be recoded, and so is held whole. */
  heldBytes: 512 * mebibyte,
  /** All that an archive unpacks to. */
  archiveBytes: 8192 * mebibyte,
  /** Lists within lists. */
  nesting: 4,
} as const;
