import { askedService } from "../../model/asked-service.ts";
import type { CauseOf, Spot } from "../../model/cause.ts";
import type { PatchOperation, Proposal } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import { pointer } from "../../model/path.ts";
import { type Ref, refKey, refText } from "../../model/ref.ts";
import type { Scene } from "../in-force/scene.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";

/** What only callers have, so that a match at a gateway may not ask for it. */
const ofCallers: ReadonlySet<string> = new Set(["gateways", "port", "sourceLabels", "sourceNamespace"]);

/**
 * For a destination that leads a gateway back to itself: the route in two, one for sidecars and one for the gateway
 * that leads on to what was asked for; where it is for the gateway only, what was asked for in its place.
 */
export function leadOn({ route, service }: CauseOf<"gateway-loop">, scene: Scene): readonly Proposal[] {
  const destination = destinationOf(scene, service);
  const [, entry, index] = /^(spec\.(?:http|tls|tcp)\[(\d+)\])\.route/.exec(route?.path ?? "") ?? [];
  if (destination === undefined || entry === undefined || route === undefined) return [];
  const split = splitOf({ ref: route.ref, path: entry }, Number(index), destination, scene);
  if (split !== undefined) return [split];
  const host = { ref: route.ref, path: `${route.path}.host` };
  const port = { ref: route.ref, path: `${route.path}.port` };
  const [oldHost, oldPort] = [valueAt(scene.mesh, host), valueAt(scene.mesh, port)];
  if (typeof oldHost !== "string") return [];
  const portPath = pointer(port.path);
  return [
    propose(`Route to ${destination.host} instead of ${oldHost} in ${refText(route.ref)}`, {
      kind: "patch",
      ref: route.ref,
      patch: [
        { op: "test", path: pointer(host.path), value: oldHost },
        { op: "replace", path: pointer(host.path), value: destination.host },
        ...(oldPort === undefined
          ? [{ op: "add" as const, path: portPath, value: destination.port }]
          : [
              { op: "test" as const, path: portPath, value: oldPort },
              { op: "replace" as const, path: portPath, value: destination.port },
            ]),
      ],
    }),
  ];
}

interface Destination {
  readonly host: string;
  readonly port: { readonly number: number };
}

/** What was asked for, as a destination: not where it is the gateway itself. */
function destinationOf({ pair, flow }: Scene, gateway: Ref | undefined): Destination | undefined {
  const service = askedService(pair, flow);
  const numbers = service?.ports.map(({ number }) => number) ?? [];
  const number = numbers.includes(flow.port) ? flow.port : numbers[0];
  const isGateway = gateway !== undefined && service !== undefined && refKey(service.ref) === refKey(gateway);
  return service === undefined || number === undefined || isGateway
    ? undefined
    : { host: service.hostname, port: { number } };
}

function splitOf(
  { ref, path }: Spot,
  index: number,
  { host, port }: Destination,
  { mesh }: Scene,
): Proposal | undefined {
  const bound = listAt(mesh, { ref, path: "spec.gateways" });
  const gateways = bound?.filter((name) => name !== "mesh") ?? [];
  const matches = listAt(mesh, { ref, path: `${path}.match` }) ?? [];
  if (bound?.includes("mesh") !== true || gateways.length === 0 || !matches.every(isForBoth)) return undefined;
  const narrow: readonly PatchOperation[] =
    matches.length === 0
      ? [{ op: "add", path: pointer(`${path}.match`), value: [{ gateways: ["mesh"] }] }]
      : matches.map((_, i) => ({ op: "add", path: pointer(`${path}.match[${i}].gateways`), value: ["mesh"] }));
  const match = matches.length === 0 ? [{ gateways }] : matches.map((one) => ({ ...atGateway(one), gateways }));
  const second = path.replace(/\[\d+\]$/, `[${index + 1}]`);
  return propose(
    `Split ${path} of ${refText(ref)}: as it is for mesh only, and for ${gateways.join(", ")} a route on to ${host}`,
    {
      kind: "patch",
      ref,
      patch: [
        { op: "test", path: pointer("spec.gateways"), value: [...bound] },
        ...narrow,
        { op: "add", path: pointer(second), value: { match, route: [{ destination: { host, port } }] } },
      ],
    },
  );
}

function listAt(mesh: Scene["mesh"], spot: Spot): readonly Json[] | undefined {
  const value = valueAt(mesh, spot);
  return Array.isArray(value) ? value : undefined;
}

/** Says nothing of gateways, or names sidecars and a gateway alike. */
function isForBoth(match: Json): boolean {
  const gateways = members(match).gateways;
  return !Array.isArray(gateways) || gateways.length === 0 || (gateways.includes("mesh") && gateways.length > 1);
}

function atGateway(match: Json): { readonly [key: string]: Json } {
  return Object.fromEntries(Object.entries(members(match)).filter(([key]) => !ofCallers.has(key)));
}

function members(value: Json): { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: Json })
    : {};
}
