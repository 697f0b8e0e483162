/**
 * What a channel's id says of it: `D…` is a direct message, `G…` a private channel or a group of people; `U…` and `W…`
 * are people, to whom what is pressed in their App Home is answered directly.
 */
export function channelKind(channel: string): "channel" | "dm" | "group" {
  if (/^[DUW]/.test(channel)) return "dm";
  return channel.startsWith("G") ? "group" : "channel";
}
