import type { Sidecar, SidecarPort } from "../model/resources/routing.ts";
import { hostSubsetOf, hostsOverlap, isWildcard } from "./host.ts";
import { parseProtocol } from "./port-protocol.ts";

/** One entry of `egress[].hosts`, taken apart. */
export interface EgressHost {
  readonly written: string;
  /** `spec.egress[0].hosts[1]`. */
  readonly path: string;
  /** A namespace, or `*`; `.` is already the client's. */
  readonly namespace: string;
  readonly host: string;
}

/** What one egress listener lets the client see. */
export interface EgressListener {
  /** `spec.egress[0]`. */
  readonly path: string;
  readonly port: SidecarPort | undefined;
  readonly bind: string | undefined;
  readonly captureMode: string | undefined;
  /** The only service port it exposes; `undefined`: all ports. */
  readonly onlyPort: number | undefined;
  readonly imports: readonly EgressHost[];
  /** Hosts taken out again with `~`. */
  readonly excludes: readonly EgressHost[];
  /** Entries that bring nothing: not exactly one slash, or a `~` before its time. */
  readonly ignored: readonly { readonly written: string; readonly path: string }[];
}

/**
 * The egress listeners of a Sidecar, or the one that imports everything where none is written. Up to Istio 1.31 a `~`
 * excludes nothing: it names a namespace that cannot be.
 * Source: pilot/pkg/model/sidecar.go `initSidecarScopeInternalIndexes`, `convertIstioListenerToWrapper`, `needsPortMatch`.
 */
export function egressListeners(
  sidecar: Sidecar | undefined,
  clientNamespace: string,
  istioVersion: string | undefined,
): readonly EgressListener[] {
  const written = sidecar?.spec.egress ?? [];
  const listeners: NonNullable<Sidecar["spec"]["egress"]> = written.length === 0 ? [{ hosts: ["*/*"] }] : written;
  return listeners.map(({ port, bind, captureMode, hosts }, i) => {
    const imports: EgressHost[] = [];
    const excludes: EgressHost[] = [];
    const ignored: { written: string; path: string }[] = [];
    hosts.forEach((text, j) => {
      const path = `spec.egress[${i}].hosts[${j}]`;
      const [scope = "", host = "", ...more] = text.split("/");
      if (!text.includes("/") || more.length > 0 || (text.startsWith("~") && !knowsExclusions(istioVersion))) {
        ignored.push({ written: text, path });
        return;
      }
      const excluded = scope.startsWith("~");
      const bare = excluded ? scope.slice(1) : scope;
      const namespace = bare === "." ? clientNamespace : bare === "" && excluded ? "*" : bare;
      (excluded ? excludes : imports).push({ written: text, path, namespace, host });
    });
    return { path: `spec.egress[${i}]`, port, bind, captureMode, onlyPort: onlyPort(port), imports, excludes, ignored };
  });
}

function knowsExclusions(istioVersion: string | undefined): boolean {
  const [major = 0, minor = 0] = (istioVersion ?? "1.32").split(".").map(Number);
  return major > 1 || (major === 1 && minor >= 32);
}

function onlyPort(port: SidecarPort | undefined): number | undefined {
  if (port?.number === undefined || port.number === 0) return undefined;
  return parseProtocol(port.protocol ?? "") === "HTTP_PROXY" ? undefined : port.number;
}

/** The entry that takes a service or VirtualService host out again. Source: `hostClassification.Excluded`. */
export function excludedBy(listener: EgressListener, namespace: string, host: string): EgressHost | undefined {
  return listener.excludes.find((entry) => covers(entry, namespace) && hostSubsetOf(host, entry.host));
}

/** The entry that imports a service: its host must lie within what is written. Source: `hostClassification.Matches`. */
export function serviceImportedBy(listener: EgressListener, namespace: string, host: string): EgressHost | undefined {
  return listener.imports.find(
    (entry) => covers(entry, namespace) && (entry.host === host || wildly(entry.host, host, hostSubsetOf)),
  );
}

/** The entry that imports a VirtualService's host: an overlap is enough. Source: `hostClassification.VSMatches`. */
export function virtualServiceImportedBy(
  listener: EgressListener,
  namespace: string,
  host: string,
): EgressHost | undefined {
  return listener.imports.find(
    (entry) => covers(entry, namespace) && (entry.host === host || wildly(entry.host, host, hostsOverlap)),
  );
}

function covers(entry: EgressHost, namespace: string): boolean {
  return entry.namespace === "*" || entry.namespace === namespace;
}

function wildly(imported: string, host: string, rule: (host: string, imported: string) => boolean): boolean {
  return (isWildcard(imported) || isWildcard(host)) && rule(host, imported);
}

/**
 * The listener that serves a port the client dials: the first written for that port, else the one without a port.
 * Source: pilot/pkg/model/sidecar.go `GetEgressListenerForRDS`.
 */
export function listenerForPort(listeners: readonly EgressListener[], port: number): EgressListener | undefined {
  return listeners.find((listener) => listener.port === undefined || listener.port.number === port);
}
