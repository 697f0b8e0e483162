interface Raw {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
}

/**
 * The same object, or one of six faults where it belongs to a service that shall be broken: an undeclared subset, a
 * subset that selects nothing, TLS switched off, a policy for others, a selector that finds nobody, an injected fault.
 */
export function plantFault(raw: object, faults: ReadonlyMap<string, number>): object {
  const { kind, metadata } = raw as Raw;
  const fault = faults.get(metadata.name);
  if (fault === undefined) return raw;
  const text = JSON.stringify(raw);
  switch (`${fault} ${kind}`) {
    case "0 VirtualService":
      return JSON.parse(text.replaceAll('"subset":"v1"', '"subset":"v9"')) as object;
    case "1 DestinationRule":
      return JSON.parse(text.replace('"version":"v1"', '"version":"gone"')) as object;
    case "2 DestinationRule":
      return JSON.parse(text.replace('"trafficPolicy":{', '"trafficPolicy":{"tls":{"mode":"DISABLE"},')) as object;
    case "3 AuthorizationPolicy":
      return JSON.parse(text.replace("cluster.local/ns/*", "cluster.local/ns/other/sa/nobody")) as object;
    case "4 Service":
      return JSON.parse(text.replace('"selector":{"app":"', '"selector":{"app":"not-')) as object;
    case "5 VirtualService":
      return JSON.parse(
        text.replaceAll('"route":[', '"fault":{"abort":{"httpStatus":503,"percentage":{"value":100}}},"route":['),
      ) as object;
    default:
      return raw;
  }
}
