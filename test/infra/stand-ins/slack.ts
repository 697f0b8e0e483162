/** Stands in for the acknowledging function: the same packages, no more sense than the tests need. */
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import bolt from "@slack/bolt";

const receiver = new bolt.AwsLambdaReceiver({ signingSecret: "not a secret" });
const app = new bolt.App({ receiver, authorize: async () => ({ botToken: "not a token" }), convoStore: false });
app.command("/mesh", async ({ ack }) => ack());

/** Says what is there. */
export async function handler(event: { readonly lazy: boolean }): Promise<readonly string[]> {
  const ready = [typeof (await receiver.start()), typeof LambdaClient, typeof InvokeCommand];
  return event.lazy ? [...ready, await (await import("./slack-lazy.ts")).lazyPart()] : ready;
}
