import { failed } from "../worker/failed.ts";
import { failureFrom } from "../worker/failure-from.ts";
import { deadlineOf, type LambdaContext, workerOnLambda } from "./worker-on-lambda.ts";

const worker = workerOnLambda("failed", import.meta.url);

/** The function that is told of jobs that failed to the last, and tells the asker. */
export async function handler(event: unknown, context: LambdaContext): Promise<void> {
  const deadline = deadlineOf(context, Date.now());
  const { job, why } = failureFrom(event, Date.now());
  await failed(job, why, await worker(), deadline);
}
