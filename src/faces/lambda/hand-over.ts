import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Job } from "../../model/job.ts";

/** Hands jobs to the worker: Lambda keeps them from then on, and tries again where the worker fails. */
export function handOver(client: LambdaClient, worker: string): (job: Job) => Promise<void> {
  return async (job) => {
    const { StatusCode } = await client.send(
      new InvokeCommand({ FunctionName: worker, InvocationType: "Event", Payload: JSON.stringify(job) }),
    );
    if (StatusCode !== 202) throw new Error(`Cannot hand a job to "${worker}": Lambda answers ${StatusCode}`);
  };
}
