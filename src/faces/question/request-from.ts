import { MeshError } from "../../model/mesh-error.ts";
import type { RequestLine } from "../../model/question.ts";
import { reduceSecrets } from "../../source/access-log/reduce-secrets.ts";

/**
 * A request from `POST /charge`, from `/charge` for GET, or, where a URL gives the path, from `POST` alone. Secrets in
 * its query are cut out.
 * @throws MeshError USAGE
 */
export function requestFrom(text: string, ofUrl: RequestLine | undefined): RequestLine {
  const [whole, method = "GET", path = ofUrl?.path] =
    /^\s*(?:([A-Za-z]+)(?=\s|$))?\s*(\/\S*|\*)?(?:\s+HTTP\/[\d.]+)?\s*$/.exec(text) ?? [];
  if (whole === undefined || whole.trim() === "" || path === undefined)
    throw new MeshError(
      "USAGE",
      `Cannot read the request "${text}": it is no method and path`,
      'Write it as --request "POST /charge".',
    );
  const reduced = reduceSecrets(path);
  if (ofUrl !== undefined && ofUrl.path !== reduced)
    throw new MeshError(
      "USAGE",
      `Cannot ask for two paths: the URL says "${ofUrl.path}", --request says "${reduced}"`,
      "Leave one of them out.",
    );
  return { method: method.toUpperCase(), path: reduced };
}
