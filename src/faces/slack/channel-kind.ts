/** What a channel's id says of it: `D…` is a direct message, `G…` a private channel or a group of people. */
export function channelKind(channel: string): "channel" | "dm" | "group" {
  if (channel.startsWith("D")) return "dm";
  return channel.startsWith("G") ? "group" : "channel";
}
