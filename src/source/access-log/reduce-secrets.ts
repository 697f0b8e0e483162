const hidden = "…";
const parameter = /(?:[?&;]|\\u0026)([^=&;#?\s"\\]{1,128})=/g;
const valueEnd = /[&#\s"\\]/g;
const secretWords =
  /token|passw|passphrase|pwd|secret|credential|signature|api[-_]?key|jwt|session|assertion|authorization/i;
const secretNames = /(?:^|[^A-Za-z])(?:key|auth|pass)$|^(?:code|sig|sid|otp|pin)$/i;
const camelNames = /[a-z](?:Key|Auth|Pass)$/;
const credentials = /\b(Bearer|Basic|Negotiate|NTLM)((?:\s|%20|\+|:)+)([^\s"&,;\\]{4,})/gi;
/** `username="…", response="…"`: Digest has parameters, and nothing else. Source: RFC 7616 §3.4. */
const digestParameters =
  /\b(Digest)((?:\s|%20|\+|:)+)[\w*-]+(?:\s*=\s*|%3D)(?:\\?"[^"]*"?|[^\s",;&\\]+)(?:\s*,\s*[\w*-]+\s*=\s*(?:\\?"[^"]*"?|[^\s",;&\\]+))*/gi;
/** A word as people write it; in base64 there are capitals or digits by this length. */
const plainWord = /^[a-z]{4,15}[.:!?)'’]*$/;
const userInfo = /(:\/\/)[^/\s"@]{1,256}@/g;
const tokenRuns = /[\w.-]{20,}/g;

/**
 * The text without what would let its reader in: values of query parameters that are named like secrets, credentials
 * after an authorization scheme, JSON Web Tokens, user and password of a URL. Each becomes `…`.
 */
export function reduceSecrets(text: string): string {
  let reduced = text;
  if (reduced.includes("=")) reduced = withoutSecretParameters(reduced);
  if (reduced.includes("@")) reduced = reduced.replace(userInfo, `$1${hidden}@`);
  if (reduced.includes("eyJ")) reduced = reduced.replace(tokenRuns, withoutWebToken);
  return reduced
    .replace(digestParameters, `$1$2${hidden}`)
    .replace(credentials, (all, scheme: string, gap: string, value: string) =>
      isWord(scheme, value) ? all : `${scheme}${gap}${hidden}`,
    );
}

/** `basic authentication`, `negotiate with`: no credentials. A bearer token can be any text. */
function isWord(scheme: string, value: string): boolean {
  if (scheme.toLowerCase() === "bearer" || !plainWord.test(value)) return false;
  // User and password are parted by a colon. Source: RFC 7617 §2.
  return scheme.toLowerCase() !== "basic" || !Buffer.from(value, "base64").includes(":");
}

/** Whether a header, parameter or field of this name is likely to hold a secret. */
export function isSecretName(name: string): boolean {
  return secretWords.test(name) || secretNames.test(name) || camelNames.test(name);
}

function withoutSecretParameters(text: string): string {
  let reduced = "";
  let done = 0;
  for (const match of text.matchAll(parameter)) {
    const start = match.index + match[0].length;
    if (match.index < done || !isSecretName(match[1] ?? "")) continue;
    valueEnd.lastIndex = start;
    const end = valueEnd.exec(text)?.index ?? text.length;
    if (end === start) continue;
    reduced += text.slice(done, start) + hidden;
    done = end;
  }
  return done === 0 ? text : reduced + text.slice(done);
}

function withoutWebToken(run: string): string {
  const start = run.indexOf("eyJ");
  return start >= 0 && run.includes(".", start) ? run.slice(0, start) + hidden : run;
}
