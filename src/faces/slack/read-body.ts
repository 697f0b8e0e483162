/** What Slack says in a request: the fields of a form, of its `payload`, or of a JSON body. */
export type SlackBody = Readonly<Record<string, unknown>>;

/**
 * Reads a body by its content type, whatever parameters that carries (`; charset=utf-8`); `undefined`: it is nothing
 * that Slack sends.
 */
export function readBody(contentType: string | undefined, body: Uint8Array): SlackBody | undefined {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(body);
  switch (contentType?.split(";", 1).join("").trim().toLowerCase()) {
    case "application/json":
      return readJson(text);
    case "application/x-www-form-urlencoded":
      return readForm(text);
    default:
      return undefined;
  }
}

function readForm(text: string): SlackBody | undefined {
  const fields = new URLSearchParams(text);
  const payload = fields.get("payload");
  return payload === null ? Object.fromEntries(fields) : readJson(payload);
}

function readJson(text: string): SlackBody | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
