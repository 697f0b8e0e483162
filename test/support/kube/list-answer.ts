/** Lists and single objects as the API server prints them. */
import type { RawObject } from "../snapshot.ts";
import { fieldRequirements, fieldsMatch, fieldTrouble } from "./field-selector.ts";
import { json, type KubeAnswer } from "./kube-answer.ts";
import { badRequest, expired, notAcceptable, notFound } from "./kube-status.ts";
import { labelRequirements } from "./label-selector.ts";
import type { ObjectStore } from "./object-store.ts";
import type { RequestInfo } from "./request-info.ts";
import type { Resource } from "./resource.ts";

/** The states of the objects that are still remembered; the newest is last. */
export type Stores = readonly ObjectStore[];

/** How an object is asked for. */
type Form = "whole" | "metadata" | "table";

interface Continuation {
  /** -1: of the newest state, whatever it is. */
  readonly version: number;
  /** The first key that was not sent. */
  readonly start: string;
}

/** One object by name. */
export function getAnswer(stores: Stores, resource: Resource, info: RequestInfo, accept: string): KubeAnswer {
  const form = formOf(accept, "PartialObjectMetadata", isSecret(resource));
  if (form === undefined) return notAcceptable;
  const collection = newest(stores).of(resource);
  // The namespace's own name stands where that of its objects' namespace does.
  const position = collection.find(info.namespace, info.name);
  if (position === undefined) return notFound({ ...resource, name: info.name });
  const object = collection.object(position);
  if (form === "table") return json(200, { ...tableHead({}), rows: [tableRow(object, info)] });
  return json(200, served(object, apiVersionOf(info), form));
}

/** A list, or a page of it. */
export function listAnswer(stores: Stores, resource: Resource, info: RequestInfo, accept: string): KubeAnswer {
  const { query, namespace } = info;
  const form = formOf(accept, "PartialObjectMetadataList", isSecret(resource));
  if (form === undefined) return notAcceptable;
  const labels = labelRequirements(query.get("labelSelector") ?? "");
  if (typeof labels === "string") return badRequest(labels);
  const fields = fieldRequirements(query.get("fieldSelector") ?? "");
  if (fields === undefined) return badRequest(`invalid selector: '${query.get("fieldSelector")}'`);
  const trouble = fieldTrouble(resource, fields);
  if (trouble !== undefined) return badRequest(trouble);
  const limit = Number(query.get("limit") ?? "0");
  if (!Number.isSafeInteger(limit) || limit < 0) return badRequest(`limit: Invalid value: "${query.get("limit")}"`);
  const resourceVersion = query.get("resourceVersion") ?? "";
  if (!/^\d*$/.test(resourceVersion)) return badRequest(`resourceVersion: Invalid value: "${resourceVersion}"`);
  const token = query.get("continue") ?? "";
  const continuation = token === "" ? undefined : readToken(token);
  if (token !== "" && continuation === undefined) return badRequest("continue key is not valid: illegal base64 data");
  if (token !== "" && !["", "0"].includes(resourceVersion))
    return badRequest("specifying resource version is not allowed when using continue");

  const wanted = continuation?.version ?? -1;
  const store = wanted === -1 ? newest(stores) : stores.find(({ version }) => version === wanted);
  if (store === undefined) return expired(writeToken({ version: -1, start: continuation?.start ?? "" }));
  const collection = store.of(resource);
  const found = collection.select(
    namespace,
    labels,
    continuation === undefined ? 0 : collection.firstFrom(continuation.start),
  );
  // Whatever is in the server's memory is sent whole: `resourceVersion=0` makes nothing of a limit.
  const isPaged = limit > 0 && !(resourceVersion === "0" && token === "");
  const positions: number[] = [];
  let next: number | undefined;
  let remaining = 0;
  for (const position of found) {
    if (fields.length > 0 && !fieldsMatch(collection.object(position), fields)) continue;
    if (!isPaged || positions.length < limit) positions.push(position);
    else {
      next ??= position;
      remaining += 1;
      if (labels.length + fields.length > 0) break;
    }
  }
  const metadata = {
    resourceVersion: String(store.version),
    ...(next !== undefined && {
      continue: writeToken({ version: store.version, start: collection.keys[next] ?? "" }),
      ...(labels.length + fields.length === 0 && { remainingItemCount: remaining }),
    }),
  };
  const apiVersion = apiVersionOf(info);
  if (form === "table")
    return json(200, {
      ...tableHead(metadata),
      rows: positions.map((position) => tableRow(collection.object(position), info)),
    });
  const head =
    form === "metadata"
      ? { kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1", metadata }
      : { kind: `${resource.kind}List`, apiVersion, metadata };
  const items = function* (): Iterable<RawObject> {
    for (const position of positions) {
      const object = served(collection.object(position), apiVersion, form);
      yield resource.custom || form === "metadata" ? object : withoutKind(object);
    }
  };
  return { status: 200, type: "application/json", body: listText(head, items()) };
}

const pieceLength = 65_536;

/** The JSON of a list, in pieces, so that no list lies in memory as a whole. */
function* listText(head: object, items: Iterable<object>): Iterable<string> {
  let piece = `${JSON.stringify(head).slice(0, -1)},"items":[`;
  let isFirst = true;
  for (const item of items) {
    piece += (isFirst ? "" : ",") + JSON.stringify(item);
    isFirst = false;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}]}\n`;
}

/** @returns `undefined` where nothing that is accepted can be had */
function formOf(accept: string, metadataKind: string, hasTable: boolean): Form | undefined {
  for (const range of accept.split(",")) {
    const [type = "", ...given] = range.split(";").map((part) => part.trim());
    if (!["application/json", "application/*", "*/*", ""].includes(type)) continue;
    const parameters = new Map(given.map((one) => one.split("=", 2) as [string, string]));
    const as = parameters.get("as");
    if (as === undefined) return "whole";
    if (hasTable && as === "Table" && parameters.get("g") === "meta.k8s.io" && parameters.get("v") === "v1")
      return "table";
    if (as === metadataKind && parameters.get("g") === "meta.k8s.io" && parameters.get("v") === "v1") return "metadata";
  }
  return undefined;
}

/** What `kubectl get` prints of Secrets, the only kind of which Tables are made. */
function tableHead(metadata: object): object {
  const columnDefinitions = ["Name", "Type", "Data", "Age"].map((name) => ({
    name,
    type: name === "Data" ? "integer" : "string",
    format: name === "Name" ? "name" : "",
    description: "",
    priority: 0,
  }));
  return { kind: "Table", apiVersion: "meta.k8s.io/v1", metadata, columnDefinitions };
}

function tableRow(object: RawObject, info: RequestInfo): object {
  const cells = [object.metadata.name, object.type ?? "Opaque", Object.keys(object.data ?? {}).length, "5d"];
  const include = info.query.get("includeObject") ?? "Metadata";
  if (include === "None") return { cells };
  return { cells, object: served(object, apiVersionOf(info), include === "Object" ? "whole" : "metadata") };
}

function isSecret({ group, kind }: Resource): boolean {
  return group === "" && kind === "Secret";
}

function served(object: RawObject, apiVersion: string, form: Form): RawObject {
  const { kind, metadata } = object;
  if (form === "metadata") return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata };
  return { ...object, apiVersion, kind, metadata };
}

/** Items of a list of Kubernetes' own kinds do not say what they are; the list does. */
function withoutKind({ apiVersion: _apiVersion, kind: _kind, ...rest }: RawObject): RawObject {
  return rest as RawObject;
}

function apiVersionOf({ resource }: RequestInfo): string {
  const { group = "", version = "" } = resource ?? {};
  return group === "" ? version : `${group}/${version}`;
}

function newest(stores: Stores): ObjectStore {
  const store = stores.at(-1);
  if (store === undefined) throw new Error("a fake API server has at least one state");
  return store;
}

function writeToken({ version, start }: Continuation): string {
  return Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv: version, start })).toString("base64url");
}

function readToken(token: string): Continuation | undefined {
  try {
    const { rv, start } = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as Readonly<
      Record<string, unknown>
    >;
    return typeof rv === "number" && typeof start === "string" ? { version: rv, start } : undefined;
  } catch {
    return undefined;
  }
}
