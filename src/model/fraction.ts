/** An exact share of requests, always in lowest terms with a positive denominator. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

export const zero: Fraction = { n: 0n, d: 1n };
export const one: Fraction = { n: 1n, d: 1n };

/**
 * `fraction(1, 3)`. Non-integers (a percentage of 0.1) are taken as decimals.
 * @throws RangeError when the denominator is zero
 */
export function fraction(n: number | bigint, d: number | bigint = 1): Fraction {
  const scale = (x: number | bigint): [bigint, bigint] => {
    if (typeof x === "bigint") return [x, 1n];
    if (Number.isInteger(x)) return [BigInt(x), 1n];
    const micro = 1_000_000n;
    return [BigInt(Math.round(x * 1_000_000)), micro];
  };
  const [nn, nd] = scale(n);
  const [dn, dd] = scale(d);
  return reduce(nn * dd, dn * nd);
}

export function add(a: Fraction, b: Fraction): Fraction {
  return reduce(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function subtract(a: Fraction, b: Fraction): Fraction {
  return reduce(a.n * b.d - b.n * a.d, a.d * b.d);
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return reduce(a.n * b.n, a.d * b.d);
}

export function sum(shares: readonly Fraction[]): Fraction {
  return shares.reduce(add, zero);
}

export function compareFractions(a: Fraction, b: Fraction): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function isZero(a: Fraction): boolean {
  return a.n === 0n;
}

export function isOne(a: Fraction): boolean {
  return a.n === a.d;
}

/** Rounded to six decimals, for output only. */
export function toNumber(a: Fraction): number {
  return Math.round((Number(a.n) / Number(a.d)) * 1_000_000) / 1_000_000;
}

function reduce(n: bigint, d: bigint): Fraction {
  if (d === 0n) throw new RangeError("Cannot build a share: its denominator is zero");
  if (n === 0n) return zero;
  const sign = d < 0n ? -1n : 1n;
  const divisor = gcd(n < 0n ? -n : n, d < 0n ? -d : d) * sign;
  return { n: n / divisor, d: d / divisor };
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
