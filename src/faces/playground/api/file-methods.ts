import { isShape } from "../blocks/rule.ts";
import { postMessage } from "../messages.ts";
import type { Slack, StoredFile } from "../slack.ts";
import type { BlockJson, FileRef } from "../wire.ts";
import { type Arguments, json, needed, text } from "./arguments.ts";
import { conversationFor } from "./conversation.ts";
import { Refusal } from "./refusal.ts";

const mimes: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  json: "application/json",
};

/** `files.getUploadURLExternal`: a place to upload one file to. */
export function uploadUrl(slack: Slack, given: Arguments): BlockJson {
  const name = needed(given, "filename");
  const size = Number(needed(given, "length"));
  if (!Number.isInteger(size) || size <= 0) throw new Refusal("invalid_arguments");
  const id = slack.newId("F");
  const mime = mimes[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "text/plain";
  const url = `${slack.ownUrl}/files/${id}/${encodeURIComponent(name)}`;
  slack.state.files.set(id, { ref: { id, name, title: name, size, mime, url }, bytes: undefined, shared: false });
  return { upload_url: `${slack.ownUrl}/upload/${id}`, file_id: id };
}

/** Takes the bytes of a file; false: nobody asked for that place, or the size is another. */
export function takeUpload(slack: Slack, id: string, bytes: Buffer): boolean {
  const file = slack.state.files.get(id);
  if (file === undefined || bytes.length !== file.ref.size) return false;
  slack.state.files.set(id, { ...file, bytes });
  return true;
}

/** `files.completeUploadExternal`: shares the files in a channel or a thread. */
export function completeUpload(slack: Slack, given: Arguments): BlockJson {
  const listed = json(given, "files", "invalid_arguments");
  if (!Array.isArray(listed) || listed.length === 0) throw new Refusal("invalid_arguments");
  const files = listed.map((each: unknown) => uploaded(slack, each));
  const to = text(given, "channel_id") ?? text(given, "channels");
  if (to === undefined || to === "") return { files: files.map(fileJson) };
  const channel = conversationFor(slack, { channel: to });
  for (const ref of files) {
    const file = slack.state.files.get(ref.id);
    if (file !== undefined) slack.state.files.set(ref.id, { ...file, ref, shared: true });
  }
  const thread = text(given, "thread_ts");
  postMessage(slack, {
    channel: channel.id,
    user: slack.options.workspace.app.botUser,
    text: text(given, "initial_comment") ?? "",
    files,
    ...(thread === undefined || thread === "" ? {} : { thread }),
  });
  return { files: files.map(fileJson) };
}

function uploaded(slack: Slack, each: unknown): FileRef {
  const id = isShape(each) ? each.id : undefined;
  const file: StoredFile | undefined = typeof id === "string" ? slack.state.files.get(id) : undefined;
  if (file?.bytes === undefined) throw new Refusal("file_not_found");
  const title = isShape(each) && typeof each.title === "string" ? each.title : file.ref.name;
  return { ...file.ref, title };
}

function fileJson({ id, name, title, size, mime, url }: FileRef): BlockJson {
  return { id, name, title, size, mimetype: mime, url_private: url, permalink: url };
}
