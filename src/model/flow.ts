import type { Header, Party, Scheme, Token } from "./question.ts";

/** One hypothetical request. What is `undefined` was not named and is taken as the plainest: GET /, no header. */
export interface Flow {
  readonly from: Party;
  readonly to: Party;
  /** The name (or IP) that the application dials, as it stands in the URL. */
  readonly host: string;
  /** Where any pod, or any Service, of a workload may be dialled: the addresses or names of all, `host` being the first. */
  readonly anyOf?: readonly string[];
  /** The Service through which a workload is called that has several. */
  readonly through?: string;
  readonly port: number;
  readonly scheme: Scheme;
  readonly method?: string;
  readonly path?: string;
  readonly headers: readonly Header[];
  readonly token?: Token;
  readonly clientIp?: string;
  /** `true`: method and path were named by the asker, or come from a log. */
  readonly named: boolean;
  /** Why this request was chosen: `named in the question`, `plain request on port 8080`, `VirtualService shop/payment http[1]`. */
  readonly chosenBecause: string;
  /** The port on the gateway's Service, when `from` is a gateway. */
  readonly viaGateway?: boolean;
}

/** `POST payment.shop:8080/charge`. */
export function flowText(flow: Flow): string {
  const l4 = flow.scheme === "tcp" || flow.scheme === "tls";
  const place = `${flow.anyOf === undefined ? flow.host : flow.to.name}:${flow.port}`;
  if (l4) return `${flow.scheme.toUpperCase()} ${place}`;
  return `${methodOf(flow)} ${place}${flow.path ?? "/"}`;
}

/** The method of a request; gRPC knows POST only, and GET is the plainest of the others. */
export function methodOf({ method, scheme }: Pick<Flow, "method" | "scheme">): string {
  return method ?? (scheme === "grpc" ? "POST" : "GET");
}
