import { valueMatches } from "./value-match.ts";

/**
 * Whether a token's issuer and subject are those of a request principal. The value is split at its last slash, since
 * issuers are mostly URLs; an asterisk belongs to the half that it stands in.
 * Source: pilot/pkg/security/authz/model/generator.go `requestPrincipalGenerator`.
 */
export function requestPrincipalMatches(value: string, claims: Readonly<Record<string, unknown>> | undefined): boolean {
  const { iss, sub } = claims ?? {};
  if (typeof iss !== "string" || typeof sub !== "string") return false;
  if (value === "*") return iss !== "" && sub !== "";
  const slash = value.lastIndexOf("/");
  const [issuer, subject] = slash < 0 ? [value, ""] : [value.slice(0, slash), value.slice(slash + 1)];
  if (value.startsWith("*"))
    return slash < 0 ? iss !== "" && valueMatches(value, sub) : valueMatches(issuer, iss) && sub === subject;
  if (value.endsWith("*"))
    return slash < 0 ? valueMatches(value, iss) && sub !== "" : iss === issuer && valueMatches(subject, sub);
  return iss === issuer && sub === subject;
}
