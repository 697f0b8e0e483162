import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";

/** The licences of all packages that a bundle contains: their terms ask that copies carry them. */
export function licensesOf(bundle: Metafile, root: string): string {
  const folders = Object.keys(bundle.inputs).flatMap((input) => packageFolder(input) ?? []);
  const stated = [...new Set(folders)].sort().map((folder) => licenseOf(join(root, folder)));
  const refersToApache = stated.some((text) => text.includes(apacheBelow));
  return [...stated, ...(refersToApache ? [readFileSync(apacheFile, "utf8")] : [])].join("\n");
}

/** The text of the Apache License 2.0: this project's own. */
const apacheFile = join(import.meta.dirname, "../LICENSE");

const apacheBelow = "The text of the Apache License, Version 2.0, stands at the end of this file.";

function packageFolder(input: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

function licenseOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const { name, version, license } = manifest;
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file === undefined ? statedOnly(manifest, folder) : readFileSync(join(folder, file), "utf8").trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/**
 * Some packages state the Apache licence without its text, or the MIT licence in their README: the texts are the same
 * for all.
 */
function statedOnly({ name, license }: Manifest, folder: string): string {
  if (license === "Apache-2.0") return apacheBelow;
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const copyright = /^Copyright .*$/m.exec(readme)?.[0];
  if (license !== "MIT" || copyright === undefined) {
    throw new Error(`Cannot bundle "${name}": it ships no licence text. Use another package`);
  }
  return `${copyright}\n\n${mit}`;
}

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
