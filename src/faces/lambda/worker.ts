import { stopYoungGrowth } from "../live/stop-young-growth.ts";
import { jobFrom } from "../worker/job-from.ts";
import { work } from "../worker/worker.ts";
import { deadlineOf, type LambdaContext, workerOnLambda } from "./worker-on-lambda.ts";

const worker = workerOnLambda("worker", import.meta.url);

/** The working function: does a job that was handed over, or what a schedule orders. */
export async function handler(event: unknown, context: LambdaContext): Promise<void> {
  stopYoungGrowth(process.execArgv, process.env.NODE_OPTIONS);
  const deadline = deadlineOf(context, Date.now());
  await work(jobFrom(event, Date.now()), await worker(), deadline);
}
