/** Gateways that lead to one another, and to themselves: every question is answered, and nothing of a request is lost. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { sum } from "../../src/model/fraction.ts";
import { endings } from "../../src/model/trace.ts";
import { manifest, pod } from "../support/manifests.ts";
import { runs } from "../support/runs.ts";
import { smallMesh } from "../support/small-mesh.ts";
import { type RawObject, snapshotOf } from "../support/snapshot.ts";
import { why } from "../support/why.ts";

const names = ["north", "south", "east"] as const;
const host = "api.example.com";
const places = [
  ...names.map((name) => `${name}.istio-system.svc.cluster.local`),
  host,
  "orders.shop.svc.cluster.local",
];

interface Drawn {
  readonly gateways: readonly string[];
  readonly routes: readonly {
    readonly path: string | undefined;
    readonly at: readonly string[];
    readonly rewrite: string | undefined;
    readonly to: readonly string[];
  }[];
  readonly open: readonly string[];
  readonly everyHost: boolean;
  readonly mutual: boolean;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  gateways: fc.subarray(["mesh", ...names], { minLength: 1 }),
  routes: fc.array(
    fc.record({
      path: fc.option(fc.constantFrom("/", "/a", "/a/a"), { nil: undefined }),
      at: fc.subarray(["mesh", ...names], { maxLength: 2 }),
      rewrite: fc.option(fc.constantFrom("/a", "/a/a/", "/"), { nil: undefined }),
      to: fc.uniqueArray(fc.constantFrom(...places), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  open: fc.subarray([...names], { minLength: 1 }),
  everyHost: fc.boolean(),
  mutual: fc.boolean(),
});

/** One that is sure to loop: everything goes to a gateway, at that gateway, too. */
const looping: Drawn = {
  gateways: ["mesh", ...names],
  routes: [{ path: undefined, at: [], rewrite: undefined, to: places.slice(0, 1) }],
  open: [...names],
  everyHost: true,
  mutual: false,
};

test("a mesh whose gateways lead anywhere is walked to its ends", () => {
  let loops = 0;
  fc.assert(
    fc.property(drawn, fc.constantFrom("checkout", "istio-system/north"), (plan, from) => {
      const [to, header] = from === "checkout" ? [host, []] : ["orders", [`host: ${host}`]];
      const asked = { from, to, port: "80", scheme: "http", header, request: "GET /a" } as const;
      const { traces, verdict } = why(asked, snapshotOf(objectsOf(plan)));
      expect(verdict).toBeDefined();
      for (const trace of traces) expect(sum(endings(trace).map(({ share }) => share))).toEqual({ n: 1n, d: 1n });
      loops += traces.flatMap(endings).filter(({ end }) => end.cause?.code === "gateway-loop").length;
    }),
    { ...runs(60), examples: [[looping, "checkout"]] },
  );
  expect(loops).toBeGreaterThan(0);
});

function objectsOf({ gateways, routes, open, everyHost, mutual }: Drawn): readonly RawObject[] {
  return [
    ...smallMesh,
    ...names.flatMap((name, i) => [
      pod(`istio-system/${name}-1`, {
        labels: `gate: ${name}`,
        ip: `10.0.8.${i}`,
        serviceAccount: name,
        bare: true,
        spec: "containers: [{ name: istio-proxy, args: [proxy, router] }]",
      }),
      manifest(
        `Service istio-system/${name}`,
        `type: LoadBalancer, selector: { gate: ${name} }, clusterIP: 10.96.1.${i}, ports: [{ name: http, port: 80, targetPort: 8080 }]`,
      ),
    ]),
    ...open.map((name) =>
      manifest(
        `Gateway shop/${name}`,
        `selector: { gate: ${name} }, servers: [{ port: { number: 80, name: http, protocol: ${mutual ? "HTTPS" : "HTTP"} }, hosts: ['${everyHost ? "*" : host}'] ${mutual ? ", tls: { mode: ISTIO_MUTUAL }" : ""} }]`,
      ),
    ),
    ...(mutual
      ? [
          manifest(
            "DestinationRule istio-system/gates",
            "host: '*.istio-system.svc.cluster.local', trafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: api.example.com } }",
          ),
        ]
      : []),
    manifest(
      "ServiceEntry shop/api",
      `hosts: [${host}], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: DNS`,
    ),
    manifest(
      "VirtualService shop/api",
      `hosts: ['${everyHost && !gateways.includes("mesh") ? "*" : host}'], gateways: [${gateways.join(", ")}], http: [${routes.map(routeText).join(", ")}]`,
    ),
  ];
}

function routeText({ path, at, rewrite, to }: Drawn["routes"][number]): string {
  const match = [
    ...(path === undefined ? [] : [`uri: { prefix: ${path} }`]),
    ...(at.length === 0 ? [] : [`gateways: [${at.join(", ")}]`]),
  ];
  const weight = (i: number): number => (i === 0 ? 100 - 10 * (to.length - 1) : 10);
  const parts = [
    ...(match.length === 0 ? [] : [`match: [{ ${match.join(", ")} }]`]),
    ...(rewrite === undefined ? [] : [`rewrite: { uri: ${rewrite} }`]),
    `route: [${to.map((each, i) => `{ destination: { host: ${each}, port: { number: 80 } }, weight: ${weight(i)} }`).join(", ")}]`,
  ];
  return `{ ${parts.join(", ")} }`;
}
