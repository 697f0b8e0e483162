import { MeshError } from "../../model/mesh-error.ts";

/** Keys of AWS. Never to be logged. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Gives keys that are good now; `forceRefresh`: newer ones than before. */
export type AwsCredentialSource = (ask: { readonly forceRefresh: boolean }) => Promise<AwsCredentials>;

/** Keys from where the AWS command line takes them: environment, profile, role of the pod, function or machine. */
export function awsCredentialChain(): AwsCredentialSource {
  let chain: AwsCredentialSource | undefined;
  return async (ask) => {
    if (chain === undefined) {
      const { defaultProvider } = await import("./aws-default-provider.ts");
      chain = defaultProvider();
    }
    try {
      return await chain(ask);
    } catch {
      throw new MeshError(
        "CLUSTER_UNAVAILABLE",
        "Cannot sign requests to AWS: there are no credentials, or they have expired",
        "Log in to AWS, or give the process a role.",
      );
    }
  };
}
