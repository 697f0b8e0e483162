import type { AuthorizationOperation } from "../../model/resources/security.ts";
import type { Attribute } from "./attribute.ts";
import { headerMatches } from "./header-match.ts";
import { pathMatches } from "./path-match.ts";

/** Compared without regard to case, as sent: no expansion, the port included. Source: matcher/header.go `HostMatcher`. */
const host: Attribute = {
  httpOnly: true,
  matches: (value, { http }) => headerMatches(value.toLowerCase(), http?.authority.toLowerCase()),
  got: ({ http }) => http?.authority ?? "",
};

/** Source: generator.go `methodGenerator`. */
const method: Attribute = {
  httpOnly: true,
  matches: (value, { http }) => headerMatches(value, http?.method),
  got: ({ http }) => http?.method ?? "",
};

/** Source: generator.go `pathGenerator`. */
const pathAttribute: Attribute = {
  httpOnly: true,
  matches: (value, { http }) => http !== undefined && pathMatches(value, http.path),
  got: ({ http }) => http?.path ?? "",
};

/** The port on which the connection arrives, not the Service's. Source: generator.go `destPortGenerator`. */
export const destinationPort: Attribute = {
  flaw: (value) => (/^\d+$/.test(value) && Number(value) <= 65_535 ? undefined : `${value} is not a port number`),
  matches: (value, facts) => Number(value) === facts.destinationPort,
  got: (facts) => String(facts.destinationPort),
};

/** The fields of `to[].operation`, each with its negation, in the order in which they are told. */
export const operationFields: readonly {
  readonly field: keyof AuthorizationOperation;
  readonly notField: keyof AuthorizationOperation;
  readonly attribute: Attribute;
}[] = [
  { field: "hosts", notField: "notHosts", attribute: host },
  { field: "methods", notField: "notMethods", attribute: method },
  { field: "paths", notField: "notPaths", attribute: pathAttribute },
  { field: "ports", notField: "notPorts", attribute: destinationPort },
];
