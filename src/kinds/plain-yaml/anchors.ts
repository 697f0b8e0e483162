import { doubt } from "./doubt.ts";

const mostUses = 20;

/** Maps and lists that were given a name (`&name`), and the uses that were made of them (`*name`). */
export class Anchors {
  private readonly named = new Map<string, { readonly value: unknown; uses: number }>();
  private uses = 0;

  /** Reads what an anchor names. @throws doubt where it holds aliases, or the name is taken */
  define(name: string, read: () => unknown): unknown {
    if (this.named.has(name)) throw doubt;
    const before = this.uses;
    const value = read();
    // A named node that holds aliases may grow without bounds; `yaml` counts how far.
    if (this.uses !== before || this.named.has(name)) throw doubt;
    this.named.set(name, { value, uses: 0 });
    return value;
  }

  /** What an alias stands for. @throws doubt */
  use(name: string): unknown {
    const anchor = this.named.get(name);
    if (anchor === undefined || anchor.uses >= mostUses) throw doubt;
    anchor.uses += 1;
    this.uses += 1;
    return anchor.value;
  }
}

/** The name behind `&` or `*`, with which a line ends. @throws doubt */
export function anchorName(written: string): string {
  const match = /^[&*]([A-Za-z0-9_-]+) *$/.exec(written);
  if (match?.[1] === undefined) throw doubt;
  return match[1];
}
