import type { Check } from "../model/check.ts";
import { noFailures } from "./access-log/no-failures.ts";
import { answers } from "./application/answers.ts";
import { allowsRequest } from "./authorization-policy/allows-request.ts";
import { policiesInForce } from "./authorization-policy/in-force.ts";
import { destinationRulesInForce } from "./destination-rule/in-force.ts";
import { subsetDeclared } from "./destination-rule/subset-declared.ts";
import { subsetSelectsPods } from "./destination-rule/subset-selects-pods.ts";
import { routesOnward } from "./gateway/routes-onward.ts";
import { servesHost } from "./gateway/serves-host.ts";
import { proxiesRun } from "./injection/proxies-run.ts";
import { sidecarsPresent } from "./injection/sidecars-present.ts";
import { trafficCaptured } from "./injection/traffic-captured.ts";
import { certificatesFit } from "./mtls/certificates-fit.ts";
import { peerAuthenticationsInForce } from "./mtls/in-force.ts";
import { modesAgree } from "./mtls/modes-agree.ts";
import { allowsConnection } from "./network-policy/allows-connection.ts";
import { certificatesValid } from "./proxy/certificates-valid.ts";
import { configurationTaken } from "./proxy/configuration-taken.ts";
import { holdsConfiguration } from "./proxy/holds-configuration.ts";
import { tokenAccepted } from "./request-authentication/token-accepted.ts";
import { hostInScope } from "./scope/host-in-scope.ts";
import { applicationListens } from "./service/application-listens.ts";
import { hasReadyEndpoints } from "./service/has-ready-endpoints.ts";
import { nameResolves } from "./service/name-resolves.ts";
import { portExposed } from "./service/port-exposed.ts";
import { portsNamed } from "./service/ports-named.ts";
import { aRouteMatches } from "./virtual-service/a-route-matches.ts";
import { destinationsExist } from "./virtual-service/destinations-exist.ts";
import { virtualServicesInForce } from "./virtual-service/in-force.ts";
import { noFailingResponse } from "./virtual-service/no-failing-response.ts";
import { noFaultInjected } from "./virtual-service/no-fault-injected.ts";
import { routesToDestination } from "./virtual-service/routes-to-destination.ts";

/** Every check, by id. */
export const checks: readonly Check[] = [
  noFailures,
  answers,
  allowsRequest,
  policiesInForce,
  destinationRulesInForce,
  subsetDeclared,
  subsetSelectsPods,
  routesOnward,
  servesHost,
  proxiesRun,
  sidecarsPresent,
  trafficCaptured,
  certificatesFit,
  peerAuthenticationsInForce,
  modesAgree,
  allowsConnection,
  certificatesValid,
  configurationTaken,
  holdsConfiguration,
  tokenAccepted,
  hostInScope,
  applicationListens,
  hasReadyEndpoints,
  nameResolves,
  portExposed,
  portsNamed,
  aRouteMatches,
  destinationsExist,
  virtualServicesInForce,
  noFailingResponse,
  noFaultInjected,
  routesToDestination,
];
