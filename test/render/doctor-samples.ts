/** Checkups for goldens. */
import type { Checkup } from "../../src/model/doctor.ts";

const rule = (resource: string): string => `- {apiGroups: [""], resources: [${resource}], verbs: [list]}`;

/** A cluster that can be reached, where a right is missing and logs are off. */
export const ill: Checkup = {
  name: "prod-eu",
  isLive: true,
  observedAt: "2026-11-20T14:09:33Z",
  condition: "missing",
  groups: [
    {
      title: "Configuration",
      entries: [{ id: "config/file", condition: "well", what: "meshwhy.yaml is right, and names 2 clusters" }],
    },
    {
      title: "Reachability",
      entries: [
        { id: "reach/dns", condition: "well", what: "DNS: api.prod-eu.example is 203.0.113.7 and 1 more" },
        { id: "reach/tcp", condition: "well", what: "TCP: port 443 of api.prod-eu.example is open" },
        {
          id: "reach/tls",
          condition: "warning",
          what: "TLS: the server's certificate is trusted, and ends on 2026-11-27",
          hint: "Have it renewed before that day: nothing can be asked afterwards.",
        },
        {
          id: "reach/authentication",
          condition: "well",
          what: "Authentication: asks as meshwhy (groups meshwhy-readers)",
        },
      ],
    },
    {
      title: "Permissions",
      entries: [
        { id: "rights", condition: "well", what: "34 of 35 rights that questions take are there" },
        {
          id: "right/list pods",
          condition: "missing",
          what: "list pods: not allowed",
          hint: "Unknown without it: who calls, whether there is a proxy, and what listens. To the role, as in infra/kubernetes/reader, add:",
          command: rule("pods"),
        },
      ],
    },
    {
      title: "Access logging",
      entries: [
        {
          id: "access-log",
          condition: "warning",
          what: "off for the whole mesh",
          hint: "Without access logs an answer rests on configuration alone. For one workload, put its label and namespace into this:",
          command: "kubectl apply -f - <<'EOF'\napiVersion: telemetry.istio.io/v1\nkind: Telemetry\nEOF",
        },
      ],
    },
    {
      title: "Clock",
      entries: [{ id: "clock", condition: "well", what: "this machine and the server agree on the time" }],
    },
  ],
};

/** A cluster that nobody answers for. */
export const away: Checkup = {
  name: "prod-eu",
  isLive: true,
  observedAt: "2026-11-20T14:09:33Z",
  condition: "unreachable",
  groups: [
    {
      title: "Reachability",
      entries: [
        {
          id: "reach/dns",
          condition: "unreachable",
          what: 'DNS: cannot reach the API server of "prod-eu": its host name is unknown',
          hint: "Check the server's address.",
        },
      ],
    },
  ],
};

/** A snapshot with nothing amiss. */
export const sound: Checkup = {
  name: "./dump",
  isLive: false,
  observedAt: "2026-11-20T14:09:33Z",
  condition: "well",
  groups: [
    {
      title: "Versions",
      entries: [{ id: "version/istio", condition: "well", what: "Istio 1.30.0, revision default" }],
    },
  ],
};

/** Names that want to be more than names. */
export const hostile: Checkup = {
  ...away,
  name: "\u001b[31mprod\u202e<!channel>",
  groups: [
    {
      title: "Reachability",
      entries: [
        {
          id: "reach/authentication",
          condition: "well",
          what: "Authentication: asks as <@U0ADMIN>\u001b]0;x\u0007 `*bold*` \u2028 & <https://evil.example|here>",
          hint: "Do <!here> & **this**.",
          command: "echo '\u001b[2J'",
        },
      ],
    },
  ],
};
