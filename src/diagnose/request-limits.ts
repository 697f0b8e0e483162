import type { AuthorizationRule, AuthorizationSource } from "../model/resources/security.ts";

/** What a rule asks of a request beside who sends it, in words; empty: nothing. */
export function requestLimits({ from = [], to = [], when = [] }: AuthorizationRule): readonly string[] {
  const operations = to.map(({ operation = {} }) =>
    [
      listed("", operation.methods) ?? listed("any method but ", operation.notMethods),
      listed("", operation.paths) ?? listed("any path but ", operation.notPaths),
      listed("port ", operation.ports) ?? listed("any port but ", operation.notPorts),
      listed("host ", operation.hosts) ?? listed("any host but ", operation.notHosts),
    ]
      .filter((part) => part !== undefined)
      .join(" "),
  );
  const open = operations.includes("");
  const sources = from.flatMap(({ source = {} }) => sourceLimits(source));
  const conditions = when
    .filter(({ key }) => !identityKeys.has(key))
    .map(({ key, values, notValues }) =>
      `${key} ${listed("", values) ?? listed("other than ", notValues) ?? ""}`.trim(),
    );
  return [
    ...(open || operations.length === 0 ? [] : [operations.join("; ")]),
    ...new Set(sources),
    ...conditions.map((condition) => `where ${condition}`),
  ];
}

const identityKeys: ReadonlySet<string> = new Set([
  "source.principal",
  "source.namespace",
  "source.serviceAccount",
  "source.trustDomain",
]);

function sourceLimits(source: AuthorizationSource): readonly string[] {
  return [
    listed("with a token of ", source.requestPrincipals),
    listed("without a token of ", source.notRequestPrincipals),
    listed("from address ", source.ipBlocks) ?? listed("from any address but ", source.notIpBlocks),
    listed("for clients at ", source.remoteIpBlocks) ?? listed("for clients not at ", source.notRemoteIpBlocks),
  ].filter((text) => text !== undefined);
}

const mostValues = 4;

function listed(lead: string, values: readonly string[] | undefined): string | undefined {
  if (values === undefined || values.length === 0) return undefined;
  const shown = values.slice(0, mostValues).join(", ");
  return `${lead}${shown}${values.length > mostValues ? ` and ${values.length - mostValues} more` : ""}`;
}
