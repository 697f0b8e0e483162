/** The chain of AWS's credentials, imported lazily by way of this file, for the same reason as in undici-pools.ts. */
export { defaultProvider } from "@aws-sdk/credential-provider-node";
