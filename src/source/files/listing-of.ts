import { compare } from "../../model/compare.ts";
import type { Gap } from "../../model/snapshot.ts";
import { recordName } from "../recorded/snapshot-record.ts";
import { limits } from "./limits.ts";
import type { ListedFile, Listing } from "./list-files.ts";

const objectFile = /\.(?:ya?ml|json)$/i;
const logFile = /(?:^|\/)logs\/[^/]+\/[^/]+\/[^/]+\.log$/;

/** What `istioctl bug-report` calls its files. Source: istio/istio, tools/bug-report/pkg/{archive,content}. */
const bugReport = {
  resources: /(?:^|\/)cluster\/k8s-resources(?:\.ya?ml)?$/,
  objects: /(?:^|\/)cluster\/(?:k8s-resources|crs|secrets)(?:\.ya?ml)?$/,
  log: /(?:^|\/)proxies\/[^/]+\/[^/]+\/(?:istio-)?proxy\.log$/,
};

/** Whether a file of this name may belong to a snapshot. */
export function isPartOfSnapshot(name: string): boolean {
  return objectFile.test(name) || logFile.test(name) || bugReport.objects.test(name) || bugReport.log.test(name);
}

/** Tells what each file of a snapshot is, by its name. */
export function listingOf(found: readonly ListedFile[], troubles: readonly Gap[]): Listing {
  const sorted = found.toSorted((a, b) => compare(a.name, b.name));
  const kept = sorted.slice(0, limits.files);
  const gaps = kept.length < found.length ? [...troubles, tooMany(kept.length)] : troubles;
  if (kept.some(({ name }) => bugReport.resources.test(name)))
    return {
      isFolder: true,
      isBugReport: true,
      objects: kept.filter(({ name }) => bugReport.objects.test(name)),
      logs: kept.filter(({ name }) => bugReport.log.test(name)),
      gaps,
    };
  const record = recordAmong(kept);
  return {
    isFolder: true,
    isBugReport: false,
    objects: kept.filter((file) => objectFile.test(file.name) && file !== record),
    logs: kept.filter(({ name }) => logFile.test(name)),
    ...(record === undefined ? {} : { record }),
    gaps,
  };
}

/** What `mesh snapshot` wrote down stands beside all else; packed, usually in one folder with it. */
function recordAmong(files: readonly ListedFile[]): ListedFile | undefined {
  const record = files.find(({ name }) => name === recordName || name.endsWith(`/${recordName}`));
  const folder = record?.name.slice(0, -recordName.length) ?? "";
  return files.every(({ name }) => name.startsWith(folder)) ? record : undefined;
}

function tooMany(kept: number): Gap {
  return { what: "files", why: `the snapshot has more than ${kept}; the others were not read` };
}
