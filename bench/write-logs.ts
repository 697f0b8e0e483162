import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generateMesh, type MeshSize, namespaceName, serviceName } from "./generate-mesh.ts";

interface Raw {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/**
 * Writes access logs as a snapshot holds them: one pod of each other service of its namespace has called a service, a
 * hundred times. Returns how many callers there are.
 */
export function writeLogs(folder: string, to: number, size: MeshSize): number {
  const namespace = namespaceName(to, size);
  const host = `${serviceName(to)}.${namespace}.svc.cluster.local`;
  const callers = new Map<string, string>();
  for (const object of generateMesh(size)) {
    const { kind, metadata } = object as Raw;
    const app = metadata.labels?.app;
    if (kind === "Pod" && metadata.namespace === namespace && app !== undefined && app !== serviceName(to))
      callers.set(app, metadata.name);
  }
  for (const pod of callers.values()) {
    const path = join(folder, "logs", namespace, pod, "istio-proxy.log");
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Array.from({ length: 100 }, (_, nth) => line(nth, host)).join(""));
  }
  return callers.size;
}

/** As Istio's own format prints a call, at its caller. */
function line(nth: number, host: string): string {
  const second = String(nth % 60).padStart(2, "0");
  const minute = String(Math.floor(nth / 60)).padStart(2, "0");
  return `[2026-11-20T13:${minute}:${second}.000Z] "GET / HTTP/1.1" 200 - via_upstream - "-" 0 12 5 4 "-" "-" "-" "${host}:8080" "10.0.0.1:8080" outbound|8080||${host} 10.0.0.2:40000 10.96.0.1:8080 10.0.0.2:41000 - default\n`;
}
