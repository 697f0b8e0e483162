import type { Order } from "../../model/job.ts";
import type { MeshError } from "../../model/mesh-error.ts";
import type { Question } from "../../model/question.ts";
import type { Retry } from "../../render/slack/error-message.ts";

/** How an order would be typed with another name in place of the one that was not understood. */
export function retryOf(order: Order, { message }: MeshError): Retry {
  switch (order.verb) {
    case "why": {
      const { question } = order;
      const { from, to, namespace } = question;
      const typed = (changed: Partial<Question>): string => whyWords({ ...question, ...changed }, order.cluster);
      if (isNamespace(namespace, message)) return { command: (name) => typed({ namespace: name }), also };
      const isFrom = message.includes(`"${from}"`) && !message.includes(`"${to}"`);
      if (!isFrom && !message.includes(`"${to}"`)) return {};
      return { command: (name) => typed(isFrom ? { from: name } : { to: name }) };
    }
    case "health":
    case "who": {
      const { verb, of, namespace, cluster } = order;
      if (!isNamespace(namespace, message)) return { command: (name) => [verb, name, ...inCluster(cluster)].join(" ") };
      return { command: (name) => [verb, of, "namespace", name, ...inCluster(cluster)].join(" "), also };
    }
    // Their suggestions are whole commands.
    case "digest":
    case "tell":
      return { command: (command) => command };
    default:
      return {};
  }
}

/** `in NAME` is a namespace where no cluster has that name. */
const also = "If a cluster was meant: /mesh clusters tells their names.";

function isNamespace(namespace: string | undefined, message: string): boolean {
  return namespace !== undefined && message.startsWith(`Cannot find namespace "${namespace}"`);
}

/** The question as it would be typed; what was reduced when it was typed first cannot be typed again. */
function whyWords(
  { from, to, toCluster, namespace, port, request, headers, scheme, clientIp }: Question,
  cluster: string,
): string {
  const typeable = headers.filter(({ name, value }) => !reduced.has(name) && !value.includes('"'));
  return [
    ...["why", from, toCluster === undefined ? to : `${to}@${toCluster}`],
    ...(port === undefined ? [] : ["port", `${port}`]),
    ...(request === undefined || request.path.includes('"') ? [] : ["request", `"${request.method} ${request.path}"`]),
    ...typeable.flatMap(({ name, value }) => ["header", `"${name}: ${value}"`]),
    ...(scheme === undefined ? [] : ["scheme", scheme]),
    ...(clientIp === undefined ? [] : ["client-ip", clientIp]),
    ...(namespace === undefined ? [] : ["namespace", namespace]),
    ...inCluster(cluster),
  ].join(" ");
}

const reduced: ReadonlySet<string> = new Set(["authorization", "proxy-authorization", "cookie"]);

function inCluster(cluster: string): readonly string[] {
  return cluster === "" ? [] : ["in", cluster];
}
