import type { Token } from "../../model/question.ts";

/** The claims of a bearer token, and nothing else of it; `undefined`: the header carries no bearer token. */
export function tokenFrom(authorization: string): Token | undefined {
  const match = /^bearer\s+(.*)$/i.exec(authorization.trim());
  if (match === null) return { wellFormed: false, claims: {} };
  const parts = (match[1] ?? "").split(".");
  if (parts.length !== 3) return { wellFormed: false, claims: {} };
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? "", "base64url").toString("utf8"));
    if (typeof claims !== "object" || claims === null || Array.isArray(claims))
      return { wellFormed: false, claims: {} };
    return { wellFormed: true, claims: claims as Record<string, unknown> };
  } catch {
    return { wellFormed: false, claims: {} };
  }
}
