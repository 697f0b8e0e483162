import { createHash, createHmac } from "node:crypto";
import type { SignatureV4 } from "@smithy/signature-v4";
import type { AwsCredentials } from "./aws-credentials.ts";

/** Signs requests to one service of AWS. The library is loaded here. */
export async function awsSigner(service: string, region: string, credentials: AwsCredentials): Promise<SignatureV4> {
  const { SignatureV4 } = await import("./aws-signature.ts");
  return new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: false });
}

/** Node's own hash in the form that the signer takes. */
class Sha256 {
  private readonly hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: unknown) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", keyOf(secret));
  }

  update(data: unknown): void {
    this.hash.update(keyOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.hash.digest()));
  }

  reset(): void {
    // Never reused.
  }
}

function keyOf(data: unknown): string | Uint8Array {
  if (typeof data === "string" || data instanceof Uint8Array) return data;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  throw new TypeError("neither text nor bytes");
}
