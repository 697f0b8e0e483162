/** Numbers that look random and are the same for the same seed (mulberry32). */
export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  int(below: number): number;
  /** `length` hexadecimal digits. */
  hex(length: number): string;
  /** One of the values. */
  one<T>(values: readonly [T, ...T[]]): T;
}

/** Begins a series of numbers that `seed` decides. */
export function random(seed: number): Random {
  let state = seed | 0;
  return { int, hex, one };

  function int(below: number): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  }

  function hex(length: number): string {
    let digits = "";
    while (digits.length < length) digits += int(0x10000).toString(16).padStart(4, "0");
    return digits.slice(0, length);
  }

  function one<T>(values: readonly [T, ...T[]]): T {
    return values[int(values.length)] ?? values[0];
  }
}
