import { type TextLayout, textLayout } from "./text-layout.ts";

/** A JSON format, compiled: where in the object which values stand. */
export interface JsonLayout {
  readonly kind: "json";
  readonly members: readonly Member[];
  /** By `path`, joined by line breaks: whether the member holds a secret, whatever its name. */
  readonly secrets: ReadonlyMap<string, boolean>;
}

interface Member {
  readonly path: readonly string[];
  /** How its text is laid out: mostly one operator. */
  readonly layout: TextLayout;
}

const maxDepth = 8;

/** Compiles `{"start_time": "%START_TIME%", "request": {"method": "%REQ(:METHOD)%"}}`, given as an object. */
export function jsonLayout(format: object): JsonLayout {
  const members = membersOf(format, []);
  const secrets = members.map(
    ({ path, layout }) => [path.join("\n"), layout.columns.some(({ secret }) => secret)] as const,
  );
  return { kind: "json", members, secrets: new Map(secrets) };
}

function membersOf(format: object, path: readonly string[]): readonly Member[] {
  return Object.entries(format).flatMap(([key, value]: [string, unknown]): readonly Member[] => {
    const here = [...path, key];
    if (typeof value === "string") return [{ path: here, layout: memberLayout(value) }];
    return typeof value === "object" && value !== null && here.length < maxDepth ? membersOf(value, here) : [];
  });
}

function memberLayout(format: string): TextLayout {
  const layout = textLayout(format);
  return { ...layout, columns: layout.columns.map((column) => ({ ...column, quoted: true })) };
}
