import { type Fraction, isOne, isZero } from "./fraction.ts";

/** `33 %`, `0.5 %`: never `0 %` for something, and never `100 %` for less than all. */
export function percent(share: Fraction): string {
  if (isZero(share)) return "0 %";
  if (isOne(share)) return "100 %";
  const perMille = share.n * 1000n;
  if (perMille < share.d) return "< 0.1 %";
  if (perMille > 999n * share.d) return "> 99.9 %";
  if (perMille % share.d === 0n) return tenths(perMille / share.d);
  const coarse = share.n * 100n >= 10n * share.d && share.n * 100n <= 99n * share.d;
  return coarse ? tenths(rounded(share.n * 100n, share.d) * 10n) : tenths(rounded(perMille, share.d));
}

function tenths(value: bigint): string {
  const rest = value % 10n;
  return rest === 0n ? `${value / 10n} %` : `${value / 10n}.${rest} %`;
}

function rounded(n: bigint, d: bigint): bigint {
  return (2n * n + d) / (2n * d);
}
