/** A token that RequestAuthentication let through, as policies may ask about it. */
export interface AcceptedToken {
  readonly claims: Readonly<Record<string, unknown>>;
  /** `<iss>/<sub>`. */
  readonly principal: string;
}
