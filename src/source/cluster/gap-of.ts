import { plainText } from "../../kinds/plain-text.ts";
import type { Gap } from "../../model/snapshot.ts";
import type { KubeTrouble } from "./kube-trouble.ts";
import { missingRight } from "./missing-right.ts";
import { plural } from "./plural.ts";
import type { Read } from "./read.ts";
import { userRefused } from "./user-refused.ts";

/** What could not be read of a cluster, why, and what would help. */
export function gapOf(read: Read, error: KubeTrouble): Gap {
  const { kind, namespace, name } = read;
  const place = namespace === undefined ? "" : ` in ${namespace}`;
  return {
    what:
      name === undefined
        ? `${plural(kind)}${place}`
        : `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`,
    why: plainText(error.kind === "forbidden" ? refused(error.message) : error.message),
    ...grantOf(read, error),
    kind,
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** What the grant says need not be said twice; who lacks it has to be. */
function refused(message: string): string {
  const user = userRefused(message);
  return user === undefined ? "the API server does not allow it (403)" : `user "${user}" may not read them (403)`;
}

function grantOf(read: Read, { kind }: KubeTrouble): { readonly grant?: string } {
  if (kind === "forbidden") return { grant: missingRight(read) };
  if (kind === "overloaded" || kind === "timeout") return { grant: "ask again when the API server is less busy" };
  return {};
}
