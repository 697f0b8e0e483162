import { isSecretName } from "../../source/access-log/reduce-secrets.ts";

/** What is a secret by its looks, or by the words before it; the last group is the secret. */
const looks: readonly RegExp[] = [
  /\b(?:proxy-)?authorization\s*[:=]\s*["“']?(?:(?:basic|bearer|digest|negotiate|ntlm|apikey|token)(?:\s|%20|\+)+)?([^\s"“”'<>|]+)/gi,
  /\b(?:bearer|basic)(?:\s|%20|\+|:)+((?=[^\s]*[A-Z0-9=])[^\s"“”'&,;\\<>|]{8,})/g,
  /\b(?:Bearer|BEARER|Basic|BASIC)(?:\s|%20|\+|:)+([^\s"“”'&,;\\<>|]{8,})/g,
  /:\/\/(?:[^/\s"@<>|:]{0,256}:)?([^/\s"@<>|]{1,256})@/g,
  /\b(eyJ[\w-]{6,}\.[\w.-]+)/g,
  /\b(x(?:ox[a-z]|app)(?:\.[a-z]+)?-[\w-]{6,})/g,
  /\b((?:AKIA|ASIA)[A-Z0-9]{16})\b/g,
  /\b((?:gh[pousr]_|github_pat_|glpat-|sk_live_)[\w-]{16,})/g,
  /\b[\w-]*(?:token|passw(?:or)?d|pwd|secret|api[-_]?key|credential)[\w-]*\s*[=:]\s*["“']?(?!\d{1,5}\b)([^\s"“”',;<>|&]{4,})/gi,
];
const cookies = /\b(?:set-)?cookie\s*[:=]\s*([^"“”\n]*)/gi;
const digest = /\bdigest(?:\s|%20|\+|:)+(?=[\w*-]+\s*(?:=|%3D))([^\n]*)/gi;
const digestValue =
  /\b(?:response|c?nonce|nextnonce|opaque|username)\s*(?:=|%3D)\s*(?:\\?["“”]|%22)?([^\s"“”',;<>|\\%]{4,})/gi;
const cookieValue = /=\s*([^;\s"“”<>|]+)/g;
const parameter = /[?&;]([^=&;#?\s"]{1,128})=([^&#\s"\\<>|]+)/g;

/** Shorter ones are no secrets, and stand in other words by chance. */
const shortest = 4;
const longestRead = 40_000;

/**
 * The secrets that somebody typed, as they stand in the text: credentials, cookies, tokens, passwords and signatures in
 * URLs. Whatever is made of the text must hold none of them.
 */
export function secretsIn(text: string): readonly string[] {
  const read = text.slice(0, longestRead);
  const found = [
    ...looks.flatMap((look) => [...read.matchAll(look)].map(([, secret = ""]) => secret)),
    ...[...read.matchAll(cookies)].flatMap(([, all = ""]) =>
      [...all.matchAll(cookieValue)].map(([, value = ""]) => value),
    ),
    ...[...read.matchAll(digest)].flatMap(([, all = ""]) =>
      [...all.matchAll(digestValue)].map(([, value = ""]) => value),
    ),
    ...[...read.matchAll(parameter)].flatMap(([, name = "", value = ""]) => (isSecretName(name) ? [value] : [])),
  ];
  return [...new Set(found)].filter(({ length }) => length >= shortest).sort((a, b) => b.length - a.length);
}
