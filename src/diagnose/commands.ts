import type { Change, PatchOperation } from "../model/fix.ts";
import type { Json } from "../model/json.ts";
import { apiGroup, type Ref } from "../model/ref.ts";

/**
 * The kubectl command that makes a change, ready to paste into a POSIX shell. Of two clusters it says in which: their
 * names are those of meshwhy.yaml, which no kubeconfig need know as contexts.
 */
export function commandOf(change: Change): string {
  return inCluster(change.ref, commandFor(change));
}

function commandFor(change: Change): string {
  switch (change.kind) {
    case "patch": {
      const mark = addedMark(change.patch);
      return mark === undefined
        ? patch(change.ref, change.patch)
        : `kubectl ${mark.verb} ${target(change.ref)} ${quotedWord(`${mark.key}=${mark.value}`)}`;
    }
    case "create":
      return `kubectl apply -f - <<'EOF'\n${JSON.stringify(change.object, null, 2)}\nEOF`;
    case "delete":
      return `kubectl delete ${target(change.ref)}`;
  }
}

/** The command that takes a change back; `undefined`: it cannot be taken back by a command (a deleted object). */
export function undoOf(change: Change): string | undefined {
  const command = undoFor(change);
  return command === undefined ? undefined : inCluster(change.ref, command);
}

/** Says before a command which cluster it is meant for; nothing where one is asked. */
export function inCluster({ cluster }: { readonly cluster?: string }, command: string): string {
  return cluster === undefined ? command : `# in cluster ${cluster.replaceAll(/[^\w.-]/g, "")}:\n${command}`;
}

function undoFor(change: Change): string | undefined {
  switch (change.kind) {
    case "patch": {
      const mark = addedMark(change.patch);
      if (mark !== undefined) return `kubectl ${mark.verb} ${target(change.ref)} ${quotedWord(`${mark.key}-`)}`;
      const back = inverse(change.patch);
      return back === undefined ? undefined : patch(change.ref, back);
    }
    case "create":
      return `kubectl delete ${target(change.ref)}`;
    case "delete":
      return undefined;
  }
}

function patch(ref: Ref, operations: readonly PatchOperation[]): string {
  return `kubectl patch ${target(ref)} --type=json -p ${quoted(JSON.stringify(operations))}`;
}

/**
 * The one label or annotation that a patch adds. A JSON patch fails where the object has none of them yet, which is not
 * known of annotations; these commands do not, and refuse to overwrite.
 */
function addedMark(
  operations: readonly PatchOperation[],
): { readonly verb: "label" | "annotate"; readonly key: string; readonly value: string } | undefined {
  const [only, ...others] = operations.filter(({ op }) => op !== "test");
  if (only?.op !== "add" || others.length > 0 || typeof only.value !== "string") return undefined;
  const match = /^\/metadata\/(labels|annotations)\/([^/]+)$/.exec(only.path);
  if (match === null) return undefined;
  const key = (match[2] ?? "").replaceAll("~1", "/").replaceAll("~0", "~");
  return { verb: match[1] === "labels" ? "label" : "annotate", key, value: only.value };
}

/** Only what a `test` recorded can be put back. */
function inverse(patch: readonly PatchOperation[]): PatchOperation[] | undefined {
  const old = new Map<string, Json | undefined>(
    patch.filter(({ op }) => op === "test").map(({ path, value }) => [path, value]),
  );
  const back: PatchOperation[] = [];
  for (const { op, path, value } of [...patch].reverse()) {
    if (op === "test") continue;
    if (op === "replace") {
      if (!old.has(path)) return undefined;
      back.push(
        { op: "test", path, ...(value === undefined ? {} : { value }) },
        { op: "replace", path, value: old.get(path) },
      );
    } else if (op === "remove") {
      if (!old.has(path)) return undefined;
      back.push({ op: "add", path, value: old.get(path) });
    } else if (path.endsWith("/-")) {
      const list = path.slice(0, -2);
      if (!old.has(list)) return undefined;
      back.push({ op: "replace", path: list, value: old.get(list) });
    } else back.push({ op: "remove", path });
  }
  return back;
}

function target({ kind, apiVersion, namespace, name }: Ref): string {
  const group = apiGroup(apiVersion);
  const resource = kind.toLowerCase() + (group === "networking.istio.io" && kind === "Gateway" ? `.${group}` : "");
  return `${resource} ${word(name)}${namespace === "" ? "" : ` -n ${word(namespace)}`}`;
}

/** As `word`, where the usual signs of labels and annotations need no quotes. */
function quotedWord(text: string): string {
  return /^[A-Za-z0-9._/=,-]+$/.test(text) && !text.startsWith("-") ? text : quoted(text);
}

/** A shell word; quoted only where it must be. */
function word(text: string): string {
  return /^[A-Za-z0-9._-]+$/.test(text) && !text.startsWith("-") ? text : quoted(text);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
