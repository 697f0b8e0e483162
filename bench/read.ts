import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv } from "node:process";
import { peakMegabytes } from "../src/faces/cli/peak-megabytes.ts";
import { fileSource } from "../src/source/files/file-source.ts";
import { namespaceName, serviceName } from "./generate-mesh.ts";
import { type Format, writeMesh } from "./write-mesh.ts";

/** What reading one snapshot took. */
export interface Reading {
  readonly format: Format;
  readonly milliseconds: number;
  readonly objects: number;
  readonly megabytesResident: number;
}

/** A thousand services, five thousand pods, three thousand objects of Istio. */
export const customary = { services: 1000, podsPerService: 5, istioObjects: 3000, namespaces: 50 };

/** Reads a snapshot for a question about one pair. */
export async function read(path: string, format: Format): Promise<Reading> {
  const from = `${namespaceName(1, customary)}/${serviceName(1)}`;
  const to = `${namespaceName(2, customary)}/${serviceName(2)}`;
  const begin = performance.now();
  const snapshot = await fileSource({ paths: [path] }).read({ from, to, headers: [] });
  const milliseconds = Math.round(performance.now() - begin);
  const megabytesResident = peakMegabytes();
  return { format, milliseconds, objects: snapshot.stats.objects, megabytesResident };
}

// node bench/read.ts [json|yaml] [file]: a process for each format, since memory is only ever given, not taken back.
if (import.meta.main) {
  const format: Format = argv[2] === "yaml" ? "yaml" : "json";
  const folder = mkdtempSync(join(tmpdir(), "meshwhy-bench-"));
  const path = argv[3] ?? join(folder, `mesh.${format}`);
  if (!existsSync(path)) writeMesh(path, format, customary);
  console.log(JSON.stringify(await read(path, format)));
  rmSync(folder, { recursive: true });
}
