/** A list that has a first element. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** Whether a list has a first element. */
export function isNonEmpty<T>(list: readonly T[]): list is NonEmpty<T> {
  return list.length > 0;
}

/** What each element becomes; as long as the list. */
export function mapNonEmpty<T, U>([first, ...rest]: NonEmpty<T>, become: (item: T) => U): NonEmpty<U> {
  return [become(first), ...rest.map((item) => become(item))];
}

/** The same elements in another order. */
export function sortNonEmpty<T>(list: NonEmpty<T>, order: (a: T, b: T) => number): NonEmpty<T> {
  return [...list].sort(order) as unknown as NonEmpty<T>;
}
