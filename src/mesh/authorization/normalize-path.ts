/**
 * The path that policies compare, by the mesh's `pathNormalization`: BASE where nothing is written.
 * Source: pilot/pkg/networking/core/listener_builder.go `buildHTTPConnectionManager` (`normalizePath`); Envoy
 * source/common/http/path_utility.cc `PathUtil::canonicalPath`, `mergeSlashes`, `unescapeSlashes`.
 */
export function normalizePath(path: string, normalization: string | undefined): string {
  switch (normalization ?? "BASE") {
    case "NONE":
      return path;
    case "MERGE_SLASHES":
      return mergeSlashes(canonical(path));
    case "DECODE_AND_MERGE_SLASHES":
      return mergeSlashes(canonical(path.replace(/%2f/gi, "/").replace(/%5c/gi, "\\")));
    default:
      return canonical(path);
  }
}

/** Backslashes are slashes, unreserved characters are written plainly, dot segments are resolved. */
function canonical(path: string): string {
  if (!path.startsWith("/")) return path;
  const plain = path.replaceAll("\\", "/").replace(/%([0-9a-f]{2})/gi, (written, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : written;
  });
  return withoutDots(plain);
}

function withoutDots(path: string): string {
  const segments = path.split("/").slice(1);
  const kept: string[] = [];
  for (const [i, segment] of segments.entries()) {
    const last = i === segments.length - 1;
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
    // A path that ends in a dot segment names a directory.
    if (last && (segment === "." || segment === "..")) kept.push("");
  }
  return `/${kept.join("/")}`;
}

function mergeSlashes(path: string): string {
  return path.replace(/\/{2,}/g, "/");
}
