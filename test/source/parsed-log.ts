import type { Ref } from "../../src/model/ref.ts";
import type { MeshConfig } from "../../src/model/resources/mesh-config.ts";
import { logFormat } from "../../src/source/access-log/log-format.ts";
import { parseAccessLog } from "../../src/source/access-log/parse-access-log.ts";

/** What is read of a proxy's log that lies in `l.log`. */
export function parsedLog(pod: Ref, text: string, config?: MeshConfig): ReturnType<typeof parseAccessLog> {
  return parseAccessLog({
    text,
    firstLine: 1,
    file: "l.log",
    pod,
    container: "istio-proxy",
    format: logFormat(config),
  });
}
