/** What a server's proxy demands of a connection. `UNSET` never survives inheritance. */
export type MtlsMode = "PERMISSIVE" | "STRICT" | "DISABLE";

/**
 * The mode a field sets; `undefined`: absent, `UNSET` or no word of the API, which all mean "as the wider scope says".
 * Source: pilot/pkg/security/authn/policy_applier.go `isMtlsModeUnset`, pilot/pkg/model/authentication.go
 * `ConvertToMutualTLSMode`.
 */
export function mtlsMode(written: string | undefined): MtlsMode | undefined {
  return written === "PERMISSIVE" || written === "STRICT" || written === "DISABLE" ? written : undefined;
}
