import type { Mesh } from "../model/mesh.ts";
import { refText } from "../model/ref.ts";
import type { ExtensionProvider } from "../model/resources/mesh-config.ts";
import type { AuthorizationPolicy } from "../model/resources/security.ts";
import { evaluateRule, type RuleResult } from "./authorization/evaluate-rule.ts";
import type { RequestFacts } from "./authorization/request-facts.ts";
import { refOf } from "./ref-of.ts";

/** What CUSTOM policies do to a request. */
export interface CustomActions {
  /** Rules that do not certainly miss, of policies whose provider cannot be used: whoever they match is refused. */
  readonly refusing: readonly RuleResult[];
  /** Providers that are asked, and presumed to say yes. */
  readonly assumptions: readonly string[];
  /** The rule's name in Envoy. */
  label(result: RuleResult): string;
}

/**
 * CUSTOM policies hand the request to an external provider. One that does not exist, or that shares the workload with
 * another, refuses all that its rules match; an HTTP provider is passed over on TCP.
 * Source: pilot/pkg/security/authz/builder/builder.go `buildHTTP`, `buildTCP`; extauthz.go `processExtensionProvider`,
 * `getExtAuthz`.
 */
export function customActions(
  { settings }: Mesh,
  policies: readonly AuthorizationPolicy[],
  facts: RequestFacts,
  serviceExists: ((host: string) => boolean) | undefined,
): CustomActions {
  const several = new Set(policies.map(providerOf)).size > 1;
  const refusing: RuleResult[] = [];
  const assumptions: string[] = [];
  for (const policy of policies) {
    const name = providerOf(policy);
    const provider = settings.extensionProviders.find((candidate) => candidate.name === name && isExtAuthz(candidate));
    const results = (policy.spec.rules ?? [])
      .map((_, rule) => evaluateRule(policy, rule, facts))
      .filter(({ truth }) => truth !== false);
    if (several || provider === undefined || !usable(provider, serviceExists)) refusing.push(...results);
    else if (results.length > 0 && (facts.http !== undefined || provider.envoyExtAuthzGrpc !== undefined))
      assumptions.push(
        `the external authorization provider ${name} (${refText(refOf(policy))}) is presumed to allow the request`,
      );
  }
  return { refusing, assumptions, label };
}

function providerOf({ spec }: AuthorizationPolicy): string {
  return spec.provider?.name ?? "";
}

function isExtAuthz({ envoyExtAuthzHttp, envoyExtAuthzGrpc }: ExtensionProvider): boolean {
  return envoyExtAuthzHttp !== undefined || envoyExtAuthzGrpc !== undefined;
}

/** `namespace/host` is written where a host stands in several namespaces. */
function usable(provider: ExtensionProvider, serviceExists: ((host: string) => boolean) | undefined): boolean {
  const { service, port } = provider.envoyExtAuthzGrpc ?? provider.envoyExtAuthzHttp ?? {};
  if (service === undefined || port === undefined) return false;
  return serviceExists === undefined || serviceExists(service.slice(service.indexOf("/") + 1));
}

function label({ policy, rule }: RuleResult): string {
  const { namespace, name } = policy.metadata;
  const provider = providerOf(policy);
  return `istio-ext-authz-${provider === "" ? "" : `${provider}-`}ns[${namespace}]-policy[${name}]-rule[${rule}]`;
}
