import type { CauseOf, Spot } from "../../model/cause.ts";
import type { Advice, Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { path } from "../../model/path.ts";
import { refText } from "../../model/ref.ts";
import { replaceValue } from "../change/replace-value.ts";
import { evidenceOf } from "../evidence-of.ts";
import type { Draft, Found } from "../findings-of.ts";
import { nearTexts } from "../near-text.ts";
import { valueAt } from "../value-at.ts";
import { withShare } from "../with-share.ts";

type Refused = Found<"custom-denied"> & { readonly cause: CauseOf<"custom-denied"> };

const providerPath = "spec.provider.name";

/** A CUSTOM policy whose external authorizer cannot be used: all that its rules match is refused. */
export function badProvider(found: Refused, { home }: Mesh): Draft {
  const { policy } = found.cause;
  const mesh = home(policy);
  const named: Spot = { ref: policy, path: providerPath };
  const name = String(valueAt(mesh, named) ?? "");
  const providers = mesh.settings.extensionProviders;
  const at = providers.findIndex((provider) => provider.name === name);
  const service = at < 0 ? undefined : serviceSpot(mesh, at);
  const resource = service ?? named;
  const what =
    at < 0
      ? `${refText(policy)} names the authorization provider "${name}", which the mesh configuration does not define`
      : `${refText(policy)} leaves the decision to provider "${name}", which cannot be used: its service is not known, or another provider guards the workload too`;
  return {
    summary: withShare(found, "is refused", "are refused", what),
    layer: "security",
    resource,
    related: resource === named ? [found.cause.spot] : [named],
    evidence: evidenceOf(mesh, resource, at < 0 ? "no extension provider has this name" : undefined, found.end.because),
    proposals: at < 0 ? renamed(mesh, named, name) : [],
    advice: adviceFor(mesh, name, at),
    sameAs: [],
  };
}

/** Where the mesh configuration says which service a provider is. */
function serviceSpot({ settings }: Mesh, at: number): Spot | undefined {
  const provider = settings.extensionProviders[at];
  if (settings.ref === undefined || provider === undefined) return undefined;
  const kind = provider.envoyExtAuthzGrpc === undefined ? "envoyExtAuthzHttp" : "envoyExtAuthzGrpc";
  return { ref: settings.ref, path: path("mesh", "extensionProviders", at, kind, "service") };
}

function renamed(mesh: Mesh, named: Spot, name: string): readonly Proposal[] {
  const authorizers = mesh.settings.extensionProviders.filter(
    ({ envoyExtAuthzGrpc, envoyExtAuthzHttp }) => (envoyExtAuthzGrpc ?? envoyExtAuthzHttp) !== undefined,
  );
  return nearTexts(
    name,
    authorizers.map((provider) => provider.name),
  ).map((near) => ({
    summary: `Name provider "${near}" in ${refText(named.ref)}`,
    changes: [replaceValue(named, name, near)],
    after: [],
  }));
}

function adviceFor({ settings }: Mesh, name: string, at: number): readonly Advice[] {
  const map = settings.ref === undefined ? "the mesh configuration" : refText(settings.ref);
  return [
    at < 0
      ? { summary: `Define provider "${name}" under extensionProviders of ${map}, or name one that is defined there` }
      : {
          summary: `See that the service of provider "${name}" in ${map} exists, and that one provider alone guards the workload`,
        },
  ];
}
