// Generated from playbooks/*.yaml by `npm run build`. Do not edit: change the playbook and build again.

/** The playbooks that ship with meshwhy, by name, parsed but not yet validated. */
export const builtIn: Readonly<Record<string, unknown>> = {
  "why": {
    "id": "why",
    "title": "Why does one service not reach another?",
    "steps": [
      {
        "check": "service/name-resolves"
      },
      {
        "check": "service/port-exposed"
      },
      {
        "check": "service/ports-named"
      },
      {
        "check": "service/has-ready-endpoints"
      },
      {
        "check": "service/application-listens"
      },
      {
        "check": "injection/sidecars-present"
      },
      {
        "check": "injection/traffic-captured"
      },
      {
        "check": "injection/proxies-run"
      },
      {
        "check": "gateway/serves-host"
      },
      {
        "check": "gateway/routes-onward"
      },
      {
        "check": "scope/host-in-scope"
      },
      {
        "check": "virtual-service/a-route-matches"
      },
      {
        "check": "virtual-service/routes-to-destination"
      },
      {
        "check": "virtual-service/destinations-exist"
      },
      {
        "check": "virtual-service/no-fault-injected"
      },
      {
        "check": "virtual-service/no-failing-response"
      },
      {
        "check": "virtual-service/in-force"
      },
      {
        "check": "destination-rule/subset-declared"
      },
      {
        "check": "destination-rule/subset-selects-pods"
      },
      {
        "check": "destination-rule/in-force"
      },
      {
        "check": "network-policy/allows-connection"
      },
      {
        "check": "mtls/modes-agree"
      },
      {
        "check": "mtls/certificates-fit"
      },
      {
        "check": "mtls/in-force"
      },
      {
        "check": "request-authentication/token-accepted"
      },
      {
        "check": "authorization-policy/allows-request"
      },
      {
        "check": "authorization-policy/in-force"
      },
      {
        "check": "access-log/no-failures"
      },
      {
        "check": "application/answers"
      },
      {
        "check": "proxy/configuration-taken"
      },
      {
        "check": "proxy/holds-configuration"
      },
      {
        "check": "proxy/certificates-valid"
      }
    ]
  },
};
