import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { LocalFunction } from "../src/faces/playground/local-lambda.ts";

let loaded = 0;

/** Loads the handler of `<folder>/<name>/index.mjs`, as a module of its own each time: bundles read their environment then. */
export async function loadBundle(folder: string, name: string): Promise<LocalFunction> {
  const url = pathToFileURL(join(folder, name, "index.mjs"));
  loaded += 1;
  url.searchParams.set("load", String(loaded));
  const { handler } = (await import(url.href)) as { readonly handler: LocalFunction };
  return handler;
}
