/** What Slack says where a message has blocks that it does not take, or too much of them. */
export const unfit: ReadonlySet<string> = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "msg_too_long",
  "unsupported_block_type",
]);
