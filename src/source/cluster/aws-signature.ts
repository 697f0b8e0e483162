/** What signs requests to AWS, imported lazily by way of this file, for the same reason as in undici-pools.ts. */
export { SignatureV4 } from "@smithy/signature-v4";
