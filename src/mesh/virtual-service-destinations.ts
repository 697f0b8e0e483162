import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import { mirrorsOf } from "../model/mirrors-of.ts";
import { refKey } from "../model/ref.ts";
import type { Destination } from "../model/resources/destination.ts";
import type { VirtualService } from "../model/resources/virtual-service.ts";
import { type EffectiveRoute, effectiveHttpRoutes } from "./delegates.ts";
import { expandHost } from "./host.ts";
import { hostKeys, writtenHostKey } from "./host-keys.ts";
import { refOf } from "./ref-of.ts";

const byDestination: IndexDefinition<"VirtualService"> = {
  name: "virtual services by destination",
  kind: "VirtualService",
  keys: ({ spec, metadata }) => [
    ...(spec.http ?? []).flatMap((http) =>
      [...(http.route ?? []).map(({ destination }) => destination), ...mirrorsOf(http)].map(({ host }) =>
        writtenHostKey(host, metadata.namespace),
      ),
    ),
    ...[...(spec.tls ?? []), ...(spec.tcp ?? [])].flatMap(({ route }) =>
      route.map(({ destination }) => writtenHostKey(destination.host, metadata.namespace)),
    ),
  ],
};

const byDelegate: IndexDefinition<"VirtualService"> = {
  name: "virtual services by delegate",
  kind: "VirtualService",
  keys: ({ spec, metadata }) =>
    (spec.http ?? []).flatMap(({ delegate }) =>
      delegate === undefined ? [] : [`${delegate.namespace || metadata.namespace}/${delegate.name ?? ""}`],
    ),
};

/** VirtualServices with hosts that send to this host, themselves or through a delegate. */
export function virtualServicesSendingTo(mesh: Mesh, host: string): readonly VirtualService[] {
  const found = new Map<string, VirtualService>();
  for (const key of hostKeys(host, mesh.settings.domain)) {
    for (const sender of mesh.find(byDestination, key)) {
      const roots =
        sender.spec.hosts.length > 0
          ? [sender]
          : mesh.find(byDelegate, `${sender.metadata.namespace}/${sender.metadata.name}`);
      for (const root of roots) if (root.spec.hosts.length > 0) found.set(refKey(refOf(root)), root);
    }
  }
  return [...found.values()];
}

/**
 * The ports of a host to which a VirtualService sends, as far as a namespace is concerned; `"any"`: it sends without
 * naming a port; empty: it does not send there.
 * Source: pilot/pkg/model/push_context.go `virtualServiceDestinationsFilteredBySourceNamespace`.
 */
export function portsSentTo(
  mesh: Mesh,
  sender: VirtualService,
  host: string,
  namespace: string,
): ReadonlySet<number | "any"> {
  const ports = new Set<number | "any">();
  const note = (destination: Destination): void => {
    if (
      expandHost(destination.host, sender.metadata.namespace, mesh.settings.domain).toLowerCase() !== host.toLowerCase()
    )
      return;
    ports.add(destination.port?.number ?? "any");
  };
  for (const { route, matches } of effectiveHttpRoutes(mesh, sender).routes) {
    if (!concerns(matches, namespace)) continue;
    for (const { destination } of route.route ?? []) note(destination);
    for (const mirror of mirrorsOf(route)) note(mirror);
  }
  for (const { route } of [...(sender.spec.tcp ?? []), ...(sender.spec.tls ?? [])])
    for (const { destination } of route) note(destination);
  return ports;
}

function concerns(matches: EffectiveRoute["matches"], namespace: string): boolean {
  const named = matches.flatMap(({ match }) =>
    match.sourceNamespace === undefined || match.sourceNamespace === "" ? [] : [match.sourceNamespace],
  );
  return named.length === 0 || named.includes(namespace);
}
