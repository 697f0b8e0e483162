/** Whom a 403 was told to, as the API server writes it: `User "jane" cannot list resource …`. */
export function userRefused(message: string): string | undefined {
  return /\bUser "([^"]*)"/.exec(message)?.[1];
}
