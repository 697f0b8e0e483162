/** Three-valued: `undefined` where an input is not known. */
export type Truth = boolean | undefined;

/** True if one is, unknown if one could be. */
export function anyTrue(values: readonly Truth[]): Truth {
  if (values.includes(true)) return true;
  return values.includes(undefined) ? undefined : false;
}

/** False if one is, unknown if one could be. */
export function allTrue(values: readonly Truth[]): Truth {
  if (values.includes(false)) return false;
  return values.includes(undefined) ? undefined : true;
}

export function not(value: Truth): Truth {
  return value === undefined ? undefined : !value;
}
