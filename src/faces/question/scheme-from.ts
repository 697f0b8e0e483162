import { MeshError } from "../../model/mesh-error.ts";
import type { Scheme } from "../../model/question.ts";
import { similarNames } from "../../model/similar-names.ts";

const schemes: readonly Scheme[] = ["http", "https", "grpc", "tcp", "tls"];

/**
 * What the application speaks, by name.
 * @throws MeshError USAGE
 */
export function schemeFrom(text: string): Scheme {
  const wanted = text.toLowerCase();
  const scheme = schemes.find((known) => known === wanted);
  if (scheme !== undefined) return scheme;
  const near = similarNames(wanted, schemes);
  throw new MeshError(
    "USAGE",
    `Cannot speak "${text}": there is no such scheme`,
    `Use one of ${schemes.join(", ")}.`,
    near.length > 0 ? near : schemes,
  );
}
