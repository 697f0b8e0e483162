/** A stretch of an input that holds one value: a document, or an item of a list. Ends are exclusive. */
export type Piece = JsonPiece | YamlPiece | BadPiece;

interface JsonPiece {
  readonly kind: "json";
  readonly start: number;
  readonly end: number;
  readonly value: unknown;
  readonly listKind?: ListKind;
}

/** What a list says of its items before they come: the API's own `PodList` has Pods that do not name their kind. */
export interface ListKind {
  readonly kind?: string | undefined;
  readonly apiVersion?: string | undefined;
}

/** YAML is not read before somebody wants to: most of it cannot matter. */
export interface YamlPiece {
  readonly kind: "yaml";
  readonly start: number;
  readonly end: number;
  /** Good until the next piece is asked for. */
  readonly bytes: Buffer;
  /** Where in `bytes` the value begins, behind the dash of a list's item, and in which column that is. */
  readonly from: number;
  readonly column: number;
  /** Where in `bytes` the lines begin that stand in the value's own column. `undefined`: the layout is unusual. */
  readonly members: readonly number[] | undefined;
  /** Where the document begins that it is an item of; its own start if it is a whole document. */
  readonly document: number;
}

/** Something that could not be taken apart. */
export interface BadPiece {
  readonly kind: "bad";
  readonly start: number;
  readonly why: string;
}
