/** `pods/log`: the texts of containers, cut as the kubelet cuts them. */
import type { RawObject } from "../snapshot.ts";
import { type KubeAnswer, text } from "./kube-answer.ts";
import { badRequest, statusAnswer } from "./kube-status.ts";

/** Texts by `namespace/pod/container`. */
export type LogTexts = Readonly<Record<string, string>>;

interface Containers {
  readonly containers?: readonly { readonly name: string }[];
  readonly initContainers?: readonly { readonly name: string }[];
  readonly ephemeralContainers?: readonly { readonly name: string }[];
  readonly nodeName?: string;
}

interface ContainerState {
  readonly name: string;
  readonly state?: { readonly waiting?: { readonly reason?: string } };
}

/** Which container of a pod is meant, or the answer that says that there is none such. */
export function containerOf(pod: RawObject, asked: string | null): string | KubeAnswer {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = (pod.spec ?? {}) as Containers;
  const { name } = pod.metadata;
  const all = [...containers, ...initContainers, ...ephemeralContainers].map((one) => one.name);
  if (asked !== null && asked !== "")
    return all.includes(asked) ? asked : badRequest(`container ${asked} is not valid for pod ${name}`);
  const [only] = containers;
  if (only !== undefined && containers.length === 1) return only.name;
  const [names, inits] = [containers, initContainers].map((some) => some.map((one) => one.name).join(" "));
  const orInit = initContainers.length === 0 ? "" : ` or one of the init containers: [${inits}]`;
  return badRequest(`a container name must be specified for pod ${name}, choose one of: [${names}]${orInit}`);
}

/** The answer to a request for a log. @param nowMs the node's clock, against which `sinceSeconds` counts */
export function podLogAnswer(
  pod: RawObject,
  query: URLSearchParams,
  logs: { readonly current: LogTexts; readonly previous: LogTexts },
  nowMs: number,
): KubeAnswer {
  const { namespace = "default", name } = pod.metadata;
  for (const option of ["tailLines", "sinceSeconds", "limitBytes"] as const) {
    const least = option === "tailLines" ? 0 : 1;
    const given = query.get(option);
    if (given === null || (/^-?\d+$/.test(given) && Number(given) >= least)) continue;
    if (!/^-?\d+$/.test(given)) return badRequest(`strconv.ParseInt: parsing "${given}": invalid syntax`);
    const must = `must be greater than or equal to ${least}`;
    const message = `PodLogOptions "${name}" is invalid: ${option}: Invalid value: ${given}: ${must}`;
    return statusAnswer(422, "Invalid", message, { details: { name, kind: "PodLogOptions" } });
  }
  const container = containerOf(pod, query.get("container"));
  if (typeof container !== "string") return container;
  const key = `${namespace}/${name}/${container}`;
  if (query.get("previous") === "true") {
    const before = logs.previous[key];
    if (before === undefined)
      return badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
    return text(200, cut(before, query, nowMs), "text/plain");
  }
  const waiting = waitingReason(pod, container);
  if (logs.current[key] === undefined && waiting !== undefined)
    return badRequest(`container "${container}" in pod "${name}" is waiting to start: ${waiting}`);
  return text(200, cut(logs.current[key] ?? "", query, nowMs), "text/plain");
}

function waitingReason(pod: RawObject, container: string): string | undefined {
  const { containerStatuses = [], initContainerStatuses = [] } = (pod.status ?? {}) as {
    readonly containerStatuses?: readonly ContainerState[];
    readonly initContainerStatuses?: readonly ContainerState[];
  };
  const status = [...containerStatuses, ...initContainerStatuses].find(({ name }) => name === container);
  return status?.state?.waiting && (status.state.waiting.reason ?? "ContainerCreating");
}

/** The last lines are taken first, of those the ones since a time, and of that the first bytes. */
function cut(whole: string, query: URLSearchParams, nowMs: number): Buffer {
  let lines = datedLines(whole);
  const tail = query.get("tailLines");
  if (tail !== null) lines = Number(tail) === 0 ? [] : lines.slice(-Number(tail));
  const sinceSeconds = query.get("sinceSeconds");
  const sinceTime = query.get("sinceTime");
  const since = sinceSeconds === null ? Date.parse(sinceTime ?? "") : nowMs - Number(sinceSeconds) * 1000;
  if (!Number.isNaN(since)) lines = lines.filter(({ at }) => at === undefined || at >= since);
  const withTimes = query.get("timestamps") === "true";
  const cutText = lines
    .map(({ at, line }) => (withTimes ? `${new Date(at ?? nowMs).toISOString()} ${line}\n` : `${line}\n`))
    .join("");
  const bytes = Buffer.from(cutText);
  const limit = query.get("limitBytes");
  return limit === null ? bytes : bytes.subarray(0, Number(limit));
}

interface DatedLine {
  readonly line: string;
  /** When it was written: the first time that it, or a line before it, tells. */
  readonly at: number | undefined;
}

const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/;

function datedLines(whole: string): readonly DatedLine[] {
  if (whole === "") return [];
  let at: number | undefined;
  return (whole.endsWith("\n") ? whole.slice(0, -1) : whole).split("\n").map((line) => {
    const told = time.exec(line)?.[0];
    if (told !== undefined) at = Date.parse(told);
    return { line, at };
  });
}
