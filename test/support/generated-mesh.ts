/** Small meshes drawn at random: workloads that call one another, and configuration that helps or hinders. */
import fc from "fast-check";
import type { Asked } from "../../src/faces/question/question-from.ts";
import { manifest, pod } from "./manifests.ts";
import { injector, meshConfig } from "./small-mesh.ts";
import type { RawObject } from "./snapshot.ts";

/** What a mesh is made of, with numbers for names. */
export interface Plan {
  readonly apps: readonly App[];
  readonly callee: number;
  readonly outbound: "ALLOW_ANY" | "REGISTRY_ONLY";
  readonly autoMtls: boolean;
  readonly meshMode: string | undefined;
  readonly modes: readonly {
    readonly app: number;
    readonly mode: string;
    readonly forNamespace: boolean;
    readonly onPort: boolean;
  }[];
  readonly rules: readonly {
    readonly tls: string | undefined;
    readonly subsets: readonly number[];
    readonly byCaller: boolean;
    readonly isPrivate: boolean;
  }[];
  readonly routes: readonly Route[];
  readonly routesExported: boolean;
  readonly policies: readonly {
    readonly action: string;
    readonly from: readonly number[] | undefined;
    readonly paths: readonly string[] | undefined;
    readonly methods: readonly string[] | undefined;
    readonly everybody: boolean;
  }[];
  readonly imports: readonly number[] | undefined;
  readonly admitted: readonly number[] | undefined;
  readonly request: { readonly method: string; readonly path: string } | undefined;
}

interface App {
  /** Of two. */
  readonly namespace: 0 | 1;
  readonly protocol: string;
  readonly headless: boolean;
  readonly misselected: boolean;
  readonly pods: readonly { readonly bare: boolean; readonly unready: boolean; readonly version: 1 | 2 }[];
}

interface Route {
  readonly match: "none" | "path" | "header" | "caller" | "stranger";
  readonly ends: "route" | "redirect" | "direct";
  readonly to: readonly {
    readonly app: number;
    readonly subset: number | undefined;
    readonly weight: number;
    readonly port: boolean;
  }[];
  readonly abort: number | undefined;
  readonly delay: number | undefined;
}

/**
 * Names in the order of their numbers, so that two such lists sort alike; as long as one another, and alike in no
 * letter, so that none looks more like a slip for another.
 */
export interface Names {
  readonly namespaces: readonly [string, string];
  readonly apps: readonly string[];
}

export const someNames: Names = { namespaces: ["gogog", "hihih"], apps: ["ababa", "cdcdc", "efefe", "lmlml"] };
export const otherNames: Names = { namespaces: ["gugug", "hyhyh"], apps: ["apapa", "crcrc", "esese", "ltltl"] };

const app: fc.Arbitrary<App> = fc.record({
  namespace: fc.constantFrom(0, 1),
  protocol: fc.constantFrom("http", "http", "http", "http", "grpc", "tcp", "sniffed", "https"),
  headless: rarely(8),
  misselected: rarely(16),
  pods: fc.array(fc.record({ bare: rarely(6), unready: rarely(6), version: fc.constantFrom(1, 2) }), {
    minLength: 1,
    maxLength: 3,
  }),
});

const mode = fc.constantFrom("STRICT", "STRICT", "PERMISSIVE", "DISABLE");
const index = fc.nat({ max: 3 });

const route: fc.Arbitrary<Route> = fc.record({
  match: fc.constantFrom("none", "none", "path", "header", "caller", "stranger"),
  ends: fc.constantFrom("route", "route", "route", "route", "redirect", "direct"),
  to: fc.array(
    fc.record({
      app: fc.oneof({ weight: 3, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: index }),
      subset: fc.option(fc.constantFrom(1, 2, 3), { nil: undefined, freq: 2 }),
      weight: fc.integer({ min: 0, max: 100 }),
      port: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  abort: fc.option(fc.constantFrom(0, 0.5, 30, 100), { nil: undefined, freq: 2 }),
  delay: fc.option(fc.constantFrom(25, 100), { nil: undefined, freq: 1 }),
});

export const plans: fc.Arbitrary<Plan> = fc.record({
  apps: fc.array(app, { minLength: 4, maxLength: 4 }),
  callee: fc.constantFrom(1, 2),
  outbound: fc.constantFrom("ALLOW_ANY", "ALLOW_ANY", "REGISTRY_ONLY"),
  autoMtls: rarely(8).map((off) => !off),
  meshMode: fc.option(mode, { nil: undefined, freq: 2 }),
  modes: fc.array(fc.record({ app: index, mode, forNamespace: fc.boolean(), onPort: rarely(4) }), { maxLength: 2 }),
  rules: fc.array(
    fc.record({
      tls: fc.option(fc.constantFrom("DISABLE", "ISTIO_MUTUAL", "SIMPLE"), { nil: undefined, freq: 1 }),
      subsets: fc.subarray([1, 2]),
      byCaller: fc.boolean(),
      isPrivate: rarely(4),
    }),
    { maxLength: 2 },
  ),
  routes: fc.array(route, { maxLength: 3 }),
  routesExported: rarely(6).map((hidden) => !hidden),
  policies: fc.array(
    fc.record({
      action: fc.constantFrom("ALLOW", "ALLOW", "DENY"),
      from: fc.option(fc.uniqueArray(index, { maxLength: 2 }), { nil: undefined }),
      paths: fc.option(fc.subarray(["/a", "/b*", "/c/x"], { minLength: 1 }), { nil: undefined }),
      methods: fc.option(fc.subarray(["GET", "POST"], { minLength: 1 }), { nil: undefined }),
      everybody: rarely(5),
    }),
    { maxLength: 2 },
  ),
  imports: fc.option(fc.uniqueArray(index, { maxLength: 3 }), { nil: undefined, freq: 1 }),
  admitted: fc.option(fc.uniqueArray(index, { maxLength: 3 }), { nil: undefined, freq: 1 }),
  request: fc.option(fc.record({ method: fc.constantFrom("GET", "POST"), path: fc.constantFrom("/a", "/b/1", "/d") })),
});

function rarely(oneIn: number): fc.Arbitrary<boolean> {
  return fc.nat({ max: oneIn - 1 }).map((drawn) => drawn === oneIn - 1);
}

/** What is asked of such a mesh: the first app calls another. */
export function questionOf({ apps, callee, request }: Plan, { namespaces, apps: names }: Names): Asked {
  const placed = (i: number): string => `${namespaces[apps[i]?.namespace ?? 0]}/${names[i]}`;
  return {
    from: `deploy/${names[0]}`,
    namespace: namespaces[apps[0]?.namespace ?? 0],
    to: placed(callee),
    request: request === null || request === undefined ? undefined : `${request.method} ${request.path}`,
    port: "8080",
  };
}

/** The objects of a plan, each younger than the one before. */
export function objectsOfPlan(plan: Plan, names: Names): readonly RawObject[] {
  const { apps, callee } = plan;
  const namespaceOf = (i: number): string => names.namespaces[apps[i]?.namespace ?? 0];
  const nameOf = (i: number): string => names.apps[i] ?? "";
  const hostOf = (i: number): string => `${nameOf(i)}.${namespaceOf(i)}.svc.cluster.local`;
  const [home, away] = [namespaceOf(callee), namespaceOf(0)];
  const objects: RawObject[] = [
    { ...manifest("Namespace istio-system") },
    ...names.namespaces.map((name) => manifest(`Namespace ${name}`, "", { labels: { "istio-injection": "enabled" } })),
    injector,
    { ...manifest("Secret istio-system/any"), type: "Opaque" },
    meshConfig({ outboundTrafficPolicy: { mode: plan.outbound }, enableAutoMtls: plan.autoMtls }),
    ...apps.flatMap((one, i) => workload(one, i, nameOf(i), namespaceOf(i))),
    ...(plan.meshMode === undefined
      ? []
      : [manifest("PeerAuthentication istio-system/default", `mtls: { mode: ${plan.meshMode} }`)]),
    ...plan.modes.map(({ app: of, mode: is, forNamespace, onPort }, i) =>
      manifest(
        `PeerAuthentication ${namespaceOf(of)}/mode-${i}`,
        forNamespace
          ? `mtls: { mode: ${is} }`
          : `selector: { matchLabels: { app: ${nameOf(of)} } }, ${onPort ? `portLevelMtls: { 8080: { mode: ${is} } }` : `mtls: { mode: ${is} }`}`,
      ),
    ),
    ...plan.rules.map(({ tls, subsets, byCaller, isPrivate }, i) =>
      manifest(
        `DestinationRule ${byCaller ? away : home}/rule-${i}`,
        `host: ${hostOf(callee)}, ${isPrivate ? 'exportTo: ["."],' : ""} ${tls === undefined ? "" : `trafficPolicy: { tls: { mode: ${tls} } },`}
         subsets: [${subsets.map((version) => `{ name: v${version}, labels: { version: v${version} } }`).join(", ")}]`,
      ),
    ),
    ...(plan.routes.length === 0
      ? []
      : [
          manifest(
            `VirtualService ${home}/routes`,
            `hosts: [${hostOf(callee)}], ${plan.routesExported ? "" : 'exportTo: ["."],'} http: [${plan.routes.map((one) => routeText(one, (i) => hostOf(i < 0 ? callee : i), nameOf(0))).join(", ")}]`,
          ),
        ]),
    ...plan.policies.map(({ action, from, paths, methods, everybody }, i) => {
      const source =
        from === undefined
          ? ""
          : `from: [{ source: { principals: [${from.map((of) => `cluster.local/ns/${namespaceOf(of)}/sa/${nameOf(of)}`).join(", ") || "nobody"}] } }],`;
      const operation = [
        ...(paths === undefined ? [] : [`paths: ["${paths.join('", "')}"]`]),
        ...(methods === undefined ? [] : [`methods: [${methods.join(", ")}]`]),
      ];
      const rule = `{ ${source} ${operation.length === 0 ? "" : `to: [{ operation: { ${operation.join(", ")} } }]`} }`;
      return manifest(
        `AuthorizationPolicy ${home}/policy-${i}`,
        `${everybody ? "" : `selector: { matchLabels: { app: ${nameOf(callee)} } },`} action: ${action}, rules: [${rule}]`,
      );
    }),
    ...(plan.imports === undefined
      ? []
      : [
          manifest(
            `Sidecar ${away}/default`,
            `egress: [{ hosts: [${plan.imports.map((i) => `"${namespaceOf(i)}/${hostOf(i)}"`).join(", ") || '"~/*"'}] }]`,
          ),
        ]),
    ...(plan.admitted === undefined
      ? []
      : [
          manifest(
            `NetworkPolicy ${home}/ingress`,
            `podSelector: { matchLabels: { app: ${nameOf(callee)} } }, ingress: [{ from: [${plan.admitted.map((i) => `{ namespaceSelector: {}, podSelector: { matchLabels: { app: ${nameOf(i)} } } }`).join(", ") || "{ ipBlock: { cidr: 192.0.2.0/24 } }"}] }]`,
          ),
        ]),
  ];
  return objects.map(aged);
}

/** One second younger than the object before; at noon of a day long before any log. */
function aged(object: RawObject, i: number): RawObject {
  const creationTimestamp = new Date(Date.UTC(2025, 0, 1, 12, 0, i)).toISOString().replace(".000Z", "Z");
  return { ...object, metadata: { ...object.metadata, creationTimestamp } };
}

function workload(
  { protocol, headless, misselected, pods }: App,
  i: number,
  name: string,
  namespace: string,
): readonly RawObject[] {
  const labels = `app: ${name}`;
  return [
    manifest(`ServiceAccount ${namespace}/${name}`),
    manifest(
      `Deployment ${namespace}/${name}`,
      `replicas: ${pods.length}, selector: { matchLabels: { ${labels} } }, template: { metadata: { labels: { ${labels}, version: v1 } }, spec: { serviceAccountName: ${name}, containers: [{ name: app, ports: [{ containerPort: 8080 }] }] } }`,
    ),
    manifest(
      `Service ${namespace}/${name}`,
      `selector: { app: ${misselected ? `${name}-x` : name} }, clusterIP: ${headless ? "None" : `10.96.0.${i + 1}`}, ports: [{ name: ${protocol}, port: 8080 }]`,
    ),
    ...pods.map(({ bare, unready, version }, k) =>
      pod(`${namespace}/${name}-${k}`, {
        labels: `${labels}, version: v${version}`,
        ip: `10.0.${i}.${k + 1}`,
        serviceAccount: name,
        bare,
        unready,
        owner: `Deployment ${name}`,
      }),
    ),
  ];
}

function routeText({ match, ends, to, abort, delay }: Route, hostOf: (app: number) => string, caller: string): string {
  const matches = {
    none: "",
    path: 'match: [{ uri: { prefix: "/a" } }],',
    header: 'match: [{ headers: { x-test: { exact: "1" } } }],',
    caller: `match: [{ sourceLabels: { app: ${caller} } }],`,
    stranger: "match: [{ sourceLabels: { app: stranger } }],",
  };
  const faults = [
    ...(abort === undefined ? [] : [`abort: { httpStatus: 503, percentage: { value: ${abort} } }`]),
    ...(delay === undefined ? [] : [`delay: { fixedDelay: 2s, percentage: { value: ${delay} } }`]),
  ];
  const total = to.reduce((sum, { weight }) => sum + weight, 0);
  const action = {
    route: `${faults.length === 0 ? "" : `fault: { ${faults.join(", ")} },`} route: [${to
      .map(({ app: i, subset, weight, port }) => {
        const named = subset === undefined ? "" : `, subset: v${subset}`;
        return `{ destination: { host: ${hostOf(i)}${named}${port ? ", port: { number: 8080 }" : ""} }, weight: ${total === 0 ? 1 : weight} }`;
      })
      .join(", ")}]`,
    redirect: "redirect: { uri: /elsewhere }",
    direct: "directResponse: { status: 418 }",
  };
  return `{ ${matches[match]} ${action[ends]} }`;
}
