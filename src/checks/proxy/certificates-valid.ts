import { type CheckFinding, defineCheck } from "../../model/check.ts";
import { saidBy } from "../../model/evidence.ts";
import { zero } from "../../model/fraction.ts";
import type { ProxyFact } from "../../model/proxy-facts.ts";
import { refKey } from "../../model/ref.ts";
import { findingsOf } from "../findings-of.ts";
import { templatePath } from "../template-path.ts";
import { withShare } from "../with-share.ts";
import { adviceOn } from "./advice-on.ts";
import { age, secondsBetween } from "./age.ts";
import { onePerResource } from "./one-per-resource.ts";
import { proxiesText } from "./proxies-text.ts";
import { unaskedReason } from "./unasked-reason.ts";

/** Proxies ask for a new certificate at half of its 24 hours: one in its last hour was asked for in vain for long. */
const lastSeconds = 3600;
/** Where certificates live for an hour or so (SPIRE's do), the last part of it that is too late. */
const lastShare = 1 / 4;

/** Whether the certificates that the pair's proxies show one another are valid. */
export const certificatesValid = defineCheck({
  id: "proxy/certificates-valid",
  step: "model",
  title: "the certificates of the proxies are valid",
  docs: `
    A proxy asks istiod for a new certificate long before the old one ends. Where it cannot (istiod is lost, or may not
    sign), the old one expires, and every mTLS handshake of that pod fails, though all objects are right.
    Read the proxy's log and istiod's; a restart helps once istiod can be reached and signs.
    An expired certificate is a warning where no mTLS of this pair needs it or calls went through since, and so is one in
    its last hour, or the last quarter of a shorter life.
  `,
  sameAs: [],
  classes: ["T14"],
  needs: ["traces", "proxies", "mesh"],
  stations: [],

  undecided({ proxies }) {
    const asked = { ...proxies, proxies: proxies.proxies.filter(({ unasked }) => !unasked) };
    const known = asked.proxies.filter(({ held }) => held?.certificate !== undefined).length;
    return unaskedReason(asked, known, "no certificate was told by");
  },

  tally({ proxies: { proxies, total } }) {
    return `seen of ${proxies.filter(({ held }) => held?.certificate !== undefined).length} of ${total} proxies`;
  },

  run({ traces, proxies: { proxies }, mesh }) {
    const expired = findingsOf(traces, ["certificate-expired"], (found) => {
      const { owner, side, notAfter, pods } = found.cause;
      const keys = new Set(pods.map(refKey));
      const facts = proxies.filter(({ workload }) => keys.has(refKey(workload.ref)));
      const [fact] = facts;
      const whose = proxiesText(facts, {
        one: "shows a certificate that expired",
        many: "show certificates that expired",
      });
      return {
        summary: withShare(
          found,
          "fails in the TLS handshake",
          "fail in the TLS handshake",
          `${whose} ${age(notAfter, mesh.at) ?? "some time"} ago, which the ${side === "client" ? "callee" : "caller"}'s proxy does not accept`,
        ),
        layer: "proxy",
        resource: { ref: owner, path: templatePath(owner) },
        evidence: found.end.because,
        advice: fact === undefined ? [] : adviceOn(fact, mesh.settings.rootNamespace),
      };
    });
    const told = new Set(expired.map(({ resource }) => refKey(resource.ref)));
    const ending = proxies.flatMap((fact) => endingSoon(fact, mesh.at, mesh.settings.rootNamespace));
    return [...expired, ...onePerResource(ending.filter(({ resource }) => !told.has(refKey(resource.ref))))];
  },
});

function endingSoon(fact: ProxyFact, now: string, rootNamespace: string): CheckFinding[] {
  const { notBefore, notAfter } = fact.held?.certificate ?? {};
  const left = notAfter === undefined ? undefined : secondsBetween(now, notAfter);
  if (notAfter === undefined || left === undefined) return [];
  const life = secondsBetween(notBefore, notAfter);
  if (left > Math.min(lastSeconds, life === undefined ? lastSeconds : life * lastShare)) return [];
  const { ref, owner } = fact.workload;
  const what =
    left < 0
      ? `expired ${age(notAfter, now)} ago; ${fact.outlivesCertificate ? "calls went through since: new connections will not" : "no mTLS of these requests needs it"}`
      : `expires in ${age(now, notAfter)}, and by default is renewed when half of its time is over`;
  return [
    {
      summary: `the certificate of the proxy of ${ref.name} ${what}`,
      severity: "warning",
      layer: "proxy",
      basis: "configuration",
      resource: { ref: owner, path: templatePath(owner) },
      related: [],
      share: zero,
      flow: 0,
      evidence: [saidBy("proxy", ref, `its certificate ends at ${notAfter}`)],
      proposals: [],
      advice: adviceOn(fact, rootNamespace),
    },
  ];
}
