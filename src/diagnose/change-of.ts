import type { Resource } from "../model/metadata.ts";

/** When an object was last written, and by which field manager; its creation where nothing else is known. */
export function changeOf({ metadata }: Resource): { readonly at: string; readonly by: string | undefined } | undefined {
  const written = (metadata.managedFields ?? []).flatMap(({ time, manager }) =>
    time === undefined ? [] : [{ time, manager }],
  );
  const [last] = written.sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
  if (last !== undefined) return { at: last.time, by: last.manager };
  return metadata.creationTimestamp === undefined ? undefined : { at: metadata.creationTimestamp, by: undefined };
}
