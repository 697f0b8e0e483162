/** Bytes of JSON, as far as they are there. */
export interface JsonBytes {
  /** Only the first `length` bytes count. */
  readonly bytes: Buffer;
  readonly length: number;
  /** Gets more bytes behind what is there. False: there are none, or they have not come yet. */
  more(): boolean;
}
