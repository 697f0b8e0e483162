import { compare } from "../../model/compare.ts";

/** Callers may be anywhere; where not everything is read, it is said which of them cannot be known. A clause. */
export function partly(places: ReadonlySet<string>): string {
  const names = [...places].sort(compare);
  const shown = names.slice(0, 8).join(", ");
  const more = names.length > 8 ? ` and ${names.length - 8} more` : "";
  return `only the pods and logs of namespaces ${shown}${more} were read, so callers elsewhere that no policy, gateway or Sidecar names are not known`;
}
