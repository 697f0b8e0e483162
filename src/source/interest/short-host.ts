/**
 * A host of the cluster as `name.namespace`, so that it is the same host however it was written; a wildcard over a
 * namespace likewise. Other hosts stay as they are. A short name is one of the namespace of the object that names it.
 */
export function shortHost(host: string, namespace?: string): string {
  const bare = host.toLowerCase().replace(/\.$/, "");
  const short = /^([^.]+\.[^.]+)\.svc(?:\..+)?$/.exec(bare)?.[1] ?? bare;
  return namespace === undefined || short.includes(".") || short.startsWith("*") ? short : `${short}.${namespace}`;
}
