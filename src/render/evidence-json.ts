import type { Evidence } from "../model/evidence.ts";
import type { EvidenceJson } from "./diagnosis-json.ts";
import { present } from "./present.ts";
import { refJson } from "./ref-json.ts";

/** A piece of evidence as the contract has it. */
export function evidenceJson(evidence: Evidence): EvidenceJson {
  switch (evidence.kind) {
    case "field": {
      const { kind, ref, path, value, quoted, note, place } = evidence;
      const where = { file: place?.file, line: place?.line };
      return { kind, resource: refJson(ref), path, ...present({ value, quoted, note, ...where }) };
    }
    case "log": {
      const { kind, ref, container, at, line: text, note, place } = evidence;
      return {
        kind,
        resource: refJson(ref),
        container,
        at,
        text,
        ...present({ note, file: place?.file, line: place?.line }),
      };
    }
    case "absence":
    case "default":
      return { kind: evidence.kind, what: evidence.what };
    case "proxy": {
      const { kind, ref, by, what } = evidence;
      return { kind, resource: refJson(ref), by, what };
    }
  }
}
