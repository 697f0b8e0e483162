import type { InjectionVerdict } from "../../model/cause.ts";
import type { Charge, CheckFinding, Inputs } from "../../model/check.ts";
import type { Advice, Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Pair } from "../../model/pair.ts";
import { refText } from "../../model/ref.ts";
import { endingsOf, type Trace } from "../../model/trace.ts";
import { admitCaller } from "../authorization-policy/admit-caller.ts";
import { evidenceOf } from "../evidence-of.ts";
import { type Draft, type Found, findingsOf } from "../findings-of.ts";
import { selectsNothing } from "../in-force/selects-nothing.ts";
import { peerAuthenticationInForce } from "../mtls/peer-authentication-in-force.ts";
import { serverName } from "../server-name.ts";
import { withShare } from "../with-share.ts";
import { chargedPlaintext, type PlaintextFailure } from "./charged-plaintext.ts";
import { checkOf } from "./check-of.ts";
import { type PlaintextCheck, type PlaintextOrigin, plaintextOrigin } from "./plaintext-origin.ts";

type PlaintextFound = Found<PlaintextFailure["code"]>;

/**
 * What a check has to say of requests that fail since they travel in plaintext: refused by a server that takes mTLS
 * only, or by policies that cannot tell who calls.
 */
export function plaintextFindings(
  check: PlaintextCheck,
  { traces, mesh, pair }: Pick<Inputs, "traces" | "mesh"> & { readonly pair: Pair },
): CheckFinding[] {
  return findingsOf(traces, ["plaintext-to-strict", "rbac-denied", "rbac-no-allow"], (found): Draft | undefined => {
    const reason = chargedPlaintext(found.cause);
    if (reason === undefined) return undefined;
    const excepting = exceptions(found, mesh, pair);
    if (checkOf(reason, excepting.length > 0) !== check) return undefined;
    const { trace, way, cause } = found;
    const declared = cause.code === "plaintext-to-strict" ? cause.declared : undefined;
    const host = reason.code === "passthrough" ? reason.host : pair.host;
    const bareCallers = bareCallersOf(trace);
    const origin = plaintextOrigin(reason, { mesh, pair, flow: trace.flow, host, way, declared, bareCallers });
    return {
      summary: sentence(found, origin.what, pair),
      layer: origin.layer,
      resource: origin.resource,
      related: [...origin.related, ...refusedBy(cause)],
      evidence: evidenceOf(mesh, origin.resource, origin.note, [...found.end.because, ...origin.evidence]),
      proposals: [...origin.proposals, ...together(found, origin, mesh, pair)],
      advice: [...origin.advice, ...exemption(origin, cause)],
      sameAs: origin.sameAs ?? [],
      charges: [...excepting, ...hidden(found, origin, pair)],
    };
  });
}

/** All callers of the question that have no sidecar, of whatever workload. */
function bareCallersOf(trace: Trace): readonly InjectionVerdict[] {
  return endingsOf(trace, "plaintext-to-strict", "rbac-denied", "rbac-no-allow").flatMap(({ cause }) => {
    const reason = chargedPlaintext(cause);
    return reason?.code === "no-sidecar" ? [reason.injection] : [];
  });
}

function sentence(found: PlaintextFound, what: string, pair: Pair): string {
  const { cause } = found;
  if (cause.code === "plaintext-to-strict") {
    const by = cause.policy === undefined ? "" : ` (${refText(cause.policy.ref)})`;
    return withShare(
      found,
      "is reset",
      "are reset",
      `${what}, and ${serverName(found, pair, cause.server)} takes mTLS only${by}`,
    );
  }
  const policy = cause.code === "rbac-denied" ? cause.policy : cause.nearest?.policy;
  const by = policy === undefined ? "the server" : refText(policy);
  return withShare(
    found,
    "is refused",
    "are refused",
    `${what}; without mTLS ${by} cannot tell who calls, and refuses it`,
  );
}

function refusedBy(cause: PlaintextFailure): Charge["related"] {
  if (cause.code === "rbac-denied") return [cause.spot];
  if (cause.code === "plaintext-to-strict") return cause.policy === undefined ? [] : [cause.policy];
  return (cause.nearest?.unmet ?? []).slice(0, 1).map(({ ref, path }) => ({ ref, path }));
}

/** PeerAuthentications that make an exception for plaintext, and are not in force. */
function exceptions(found: PlaintextFound, mesh: Mesh, pair: Pair): readonly Charge[] {
  const { cause } = found;
  if (cause.code !== "plaintext-to-strict" || cause.client.code === "destination-rule") return [];
  return (cause.inert ?? [])
    .filter((one) => one.reason !== "selector" || selectsNothing(mesh, one))
    .map((one) => ({
      summary: withShare(
        found,
        "is reset",
        "are reset",
        `${refText(one.ref)} would let ${serverName(found, pair, cause.server)} take plaintext, but is not in force: ${one.why}`,
      ),
      resource: { ref: one.ref, path: one.path },
      related: refusedBy(cause),
      evidence: evidenceOf(mesh, one, one.why, [...one.evidence, ...found.end.because]),
      proposals: peerAuthenticationInForce(one, { mesh, server: cause.server, port: cause.port, winner: cause.policy }),
    }));
}

function hidden(found: PlaintextFound, { inert = [] }: PlaintextOrigin, pair: Pair): readonly Charge[] {
  return inert.map(({ what, ...charge }) => ({ ...charge, summary: sentence(found, what, pair) }));
}

/** An identity alone would not do: the policy does not name this caller either. Both faults are mended as one. */
function together(found: PlaintextFound, { proposals }: PlaintextOrigin, mesh: Mesh, pair: Pair): readonly Proposal[] {
  const { cause } = found;
  if (cause.code !== "rbac-no-allow" || cause.withIdentity !== "deny") return [];
  const [admission] = admitCaller(cause, { mesh, pair, callee: serverName(found, pair, cause.server) });
  if (admission === undefined) return [];
  return proposals.slice(0, 2).map((proposal) => ({
    summary: `${proposal.summary}; and ${admission.summary.charAt(0).toLowerCase()}${admission.summary.slice(1)}`,
    changes: [...proposal.changes, ...admission.changes],
    after: [...proposal.after, ...admission.after],
    ...(proposal.weakens === true || admission.weakens === true ? { weakens: true } : {}),
  }));
}

/** Where the caller cannot get a proxy, only the server can give way. */
function exemption({ proposals, layer }: PlaintextOrigin, cause: PlaintextFailure): readonly Advice[] {
  if (proposals.length > 0 || layer !== "injection" || cause.code !== "plaintext-to-strict") return [];
  return [
    {
      summary: `If the caller must stay as it is: a PeerAuthentication for ${cause.server.name} with portLevelMtls ${cause.port}: PERMISSIVE lets plaintext in`,
      why: "it weakens mTLS: whoever reaches the port may then call without an identity",
    },
  ];
}
