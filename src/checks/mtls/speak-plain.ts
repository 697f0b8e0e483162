import type { Advice } from "../../model/fix.ts";
import type { Pair } from "../../model/pair.ts";

/** The other way to have both ends agree: the application leaves TLS to the mesh. */
export function speakPlain({ from, to }: Pair): Advice {
  return {
    summary: `If ${to.name} itself speaks HTTP there, let ${from.name} call it with http:// instead: the mesh encrypts on the way`,
    why: "nothing in the configuration tells what the application behind the port really speaks",
  };
}
