import { plainText } from "../../kinds/plain-text.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { AwsCredentials } from "./aws-credentials.ts";
import { awsHost } from "./aws-host.ts";
import { awsSigner } from "./aws-signer.ts";
import { exchange, type WireAnswer } from "./exchange.ts";
import { openDispatcher } from "./open-dispatcher.ts";
import { proxyFor } from "./proxy-for.ts";
import type { Surroundings } from "./surroundings.ts";
import { transportLimits } from "./transport-options.ts";

/** One request to AWS. */
export interface AwsCall {
  readonly service: "eks" | "sts";
  readonly region: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  /** A form. */
  readonly body?: string;
  /** What it does, for messages: `look up the EKS cluster "prod"`. */
  readonly does: string;
  /** The permission that it takes. */
  readonly permission: string;
}

const largest = 1024 * 1024;
const tries = 3;

/**
 * Sends a signed request and gives the text of the answer. The endpoint is AWS's own unless the environment names
 * another (`AWS_ENDPOINT_URL_STS`, `AWS_ENDPOINT_URL_EKS`), as for the AWS command line.
 * @throws MeshError CLUSTER_UNAVAILABLE
 */
export async function callAws(
  call: AwsCall,
  credentials: AwsCredentials,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<string> {
  const { service, region, does } = call;
  const { environment } = surroundings;
  const origin =
    environment[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ||
    environment.AWS_ENDPOINT_URL ||
    `https://${awsHost(service, region)}`;
  const unavailable = (why: string, next: string): MeshError =>
    new MeshError("CLUSTER_UNAVAILABLE", `Cannot ${does}: ${why}`, next);
  if (!URL.canParse(origin)) throw unavailable("AWS_ENDPOINT_URL is no URL", "Write it as https://host.");
  const target = new URL(call.path, origin);
  const limits = { ...transportLimits, ...surroundings.limits };
  const dispatcher = await openDispatcher({}, proxyFor(target.origin, environment), limits);
  try {
    for (let nth = 1; ; nth += 1) {
      const answer = await once(nth === tries);
      if (answer?.status === 200) return answer.body.toString("utf8");
      const isPassing = answer === undefined || answer.status === 429 || answer.status >= 500;
      if (!isPassing || nth === tries) {
        const code = answer === undefined ? "" : codeIn(answer);
        const next =
          answer?.status === 403
            ? `Allow ${call.permission} to the role that asks.`
            : "Check the region and its credentials.";
        throw unavailable(`AWS answers ${answer?.status ?? "nothing"}${code}`, next);
      }
      await pause(nth);
    }
  } finally {
    await dispatcher.destroy();
  }

  async function once(isLast: boolean): Promise<WireAnswer | undefined> {
    const signer = await awsSigner(service, region, credentials);
    const signed = await signer.sign(
      {
        method: call.method,
        protocol: target.protocol,
        hostname: target.hostname,
        ...(target.port === "" ? {} : { port: Number(target.port) }),
        path: target.pathname,
        query: {},
        headers: {
          host: target.host,
          accept: service === "sts" ? "text/xml" : "application/json",
          ...(call.body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded; charset=utf-8" }),
        },
        ...(call.body === undefined ? {} : { body: call.body }),
      },
      { signingDate: new Date(surroundings.now()) },
    );
    const request = {
      method: call.method,
      path: call.path,
      query: {},
      accept: "",
      ...(call.body === undefined ? {} : { body: call.body }),
    };
    try {
      return await exchange(dispatcher, target, request, signed.headers, largest, signal, () => undefined);
    } catch {
      if (signal.aborted) throw unavailable("AWS has not answered in time", "Try again, or check the way to AWS.");
      if (isLast) throw unavailable("AWS cannot be reached", "Check the network, the region and the proxy.");
      return undefined;
    }
  }

  async function pause(nth: number): Promise<void> {
    try {
      await surroundings.sleep(limits.firstWaitMs * 2 ** (nth - 1) * (0.5 + surroundings.random() / 2), signal);
    } catch {
      throw unavailable("AWS has not answered in time", "Try again, or check the way to AWS.");
    }
  }
}

/** The name of the error, which says nothing that is secret; messages of AWS name accounts and roles. */
function codeIn({ body, headers }: WireAnswer): string {
  const type = headers["x-amzn-errortype"];
  const code =
    typeof type === "string" ? type.split(":")[0] : /<Code>([A-Za-z.]{1,80})<\/Code>/.exec(body.toString("utf8"))?.[1];
  return code === undefined || !/^[A-Za-z.]{1,80}$/.test(code) ? "" : ` (${plainText(code)})`;
}
