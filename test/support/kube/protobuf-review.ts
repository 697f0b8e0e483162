/** Reviews as kubectl posts them: in Kubernetes' protobuf, of which only the fields of a review are known here. */

/** A review as its JSON would be. */
export interface ReviewSpec {
  readonly namespace?: string;
  readonly resourceAttributes?: Readonly<Record<string, string>>;
  readonly nonResourceAttributes?: Readonly<Record<string, string>>;
}

const resourceFields = ["namespace", "verb", "group", "version", "resource", "subresource", "name"];
const nonResourceFields = ["path", "verb"];

/** @returns `undefined` where the bytes are no such thing */
export function protobufReview(kind: string, bytes: Buffer): ReviewSpec | undefined {
  if (bytes.subarray(0, 4).toString("latin1") !== "k8s\0") return undefined;
  const spec = fieldsOf(fieldsOf(bytes.subarray(4)).get(2)).get(2);
  if (kind === "SelfSubjectRulesReview") return { namespace: fieldsOf(spec).get(1)?.toString("utf8") ?? "" };
  const fields = fieldsOf(spec);
  const [resource, nonResource] = [fields.get(1), fields.get(2)];
  return {
    ...(resource && { resourceAttributes: named(resource, resourceFields) }),
    ...(nonResource && { nonResourceAttributes: named(nonResource, nonResourceFields) }),
  };
}

function named(bytes: Buffer, names: readonly string[]): Readonly<Record<string, string>> {
  const fields = fieldsOf(bytes);
  return Object.fromEntries(names.map((name, index) => [name, fields.get(index + 1)?.toString("utf8") ?? ""]));
}

/** The fields of a message that are bytes; numbers are passed over. */
function fieldsOf(bytes: Buffer = Buffer.alloc(0)): ReadonlyMap<number, Buffer> {
  const fields = new Map<number, Buffer>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; at < bytes.length; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const tag = varint();
    const wire = tag & 7;
    if (wire === 0) varint();
    else if (wire === 2) {
      const length = varint();
      fields.set(tag >> 3, bytes.subarray(at, at + length));
      at += length;
    } else break;
  }
  return fields;
}
