import { closeSync, openSync, writeSync } from "node:fs";
import { generateMesh, type MeshSize } from "./generate-mesh.ts";
import { kubectlYaml } from "./kubectl-yaml.ts";

/** How `kubectl get` would print the mesh. */
export type Format = "json" | "yaml";

const chunk = 1 << 20;

/** Writes a made-up mesh as one `List`, without ever holding it whole. Returns the number of objects. */
export function writeMesh(path: string, format: Format, size: MeshSize): number {
  const file = openSync(path, "w");
  let pending = format === "json" ? '{\n    "apiVersion": "v1",\n    "items": [' : "apiVersion: v1\nitems:\n";
  let count = 0;
  for (const object of generateMesh(size)) {
    pending += format === "json" ? jsonItem(object, count) : `- ${kubectlYaml(object, "  ").slice(2)}`;
    count += 1;
    if (pending.length > chunk) flush();
  }
  pending +=
    format === "json"
      ? '\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n'
      : 'kind: List\nmetadata:\n  resourceVersion: ""\n';
  flush();
  closeSync(file);
  return count;

  function flush(): void {
    writeSync(file, pending);
    pending = "";
  }
}

function jsonItem(object: object, index: number): string {
  return `${index === 0 ? "" : ","}\n        ${JSON.stringify(object, null, 4).replaceAll("\n", "\n        ")}`;
}
