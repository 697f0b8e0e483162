import { BlockList, isIP } from "node:net";

const compiled = new Map<string, BlockList | undefined>();

/** Whether an IP lies in one of the blocks (`10.0.0.0/8`) or equals one (`10.0.0.1`). What is no IP lies nowhere. */
export function ipInBlocks(ip: string, blocks: readonly string[]): boolean {
  const family = isIP(ip);
  if (family === 0) return false;
  return blocks.some((block) => blockList(block)?.check(ip, family === 6 ? "ipv6" : "ipv4") ?? false);
}

function blockList(block: string): BlockList | undefined {
  if (compiled.has(block)) return compiled.get(block);
  const made = compile(block);
  if (compiled.size > 10_000) compiled.clear();
  compiled.set(block, made);
  return made;
}

function compile(block: string): BlockList | undefined {
  const slash = block.indexOf("/");
  const address = slash < 0 ? block : block.slice(0, slash);
  const family = isIP(address);
  if (family === 0) return undefined;
  const widest = family === 6 ? 128 : 32;
  const prefix = slash < 0 ? widest : Number(block.slice(slash + 1));
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > widest) return undefined;
  const list = new BlockList();
  list.addSubnet(address, prefix, family === 6 ? "ipv6" : "ipv4");
  return list;
}
