/** DynamoDB refuses items over 400 KB, names and keys included. Source: its service quotas. */
export const limits = {
  /** Gzipped bytes in one item; the rest is room for keys and small fields. */
  packedBytes: 350_000,
  /** Characters of one text in an item that is not gzipped. */
  textLength: 1_000,
  /** Deliveries of an escalation: the newest are kept. */
  deliveries: 50,
} as const;
