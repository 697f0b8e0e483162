/** What an API server says of itself: its version, its groups and their resources. */
import { json, type KubeAnswer } from "./kube-answer.ts";
import type { Resource } from "./resource.ts";

/** @returns `undefined` where the path is none of those */
export function discoveryAnswer(path: string, resources: readonly Resource[], version: string): KubeAnswer | undefined {
  const trimmed = path.replace(/\/$/, "");
  if (trimmed === "/version") return json(200, versionInfo(version));
  if (trimmed === "/api") return json(200, { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] });
  if (trimmed === "/apis") return json(200, { kind: "APIGroupList", apiVersion: "v1", groups: groupsOf(resources) });
  const [, ofGroup] = /^\/apis\/([^/]+)$/.exec(trimmed) ?? [];
  if (ofGroup !== undefined) {
    const group = groupsOf(resources).find(({ name }) => name === ofGroup);
    return group && json(200, { kind: "APIGroup", apiVersion: "v1", ...group });
  }
  const [, core, group = "", groupVersion] = /^\/(?:api\/(v1)|apis\/([^/]+)\/([^/]+))$/.exec(trimmed) ?? [];
  const asked = core ?? groupVersion;
  if (asked === undefined) return undefined;
  const served = resources.filter((one) => one.group === group && one.versions.includes(asked));
  if (served.length === 0) return undefined;
  return json(200, {
    kind: "APIResourceList",
    ...(group !== "" && { apiVersion: "v1" }),
    groupVersion: group === "" ? asked : `${group}/${asked}`,
    resources: served.flatMap(entriesOf),
  });
}

function versionInfo(gitVersion: string): object {
  const [, major = "1", minor = "0"] = /^v?(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    gitVersion,
    gitCommit: "0000000000000000000000000000000000000000",
    gitTreeState: "clean",
    buildDate: "2026-01-01T00:00:00Z",
    goVersion: "go1.25.0",
    compiler: "gc",
    platform: "linux/amd64",
  };
}

interface Group {
  readonly name: string;
  readonly versions: readonly { readonly groupVersion: string; readonly version: string }[];
  readonly preferredVersion: { readonly groupVersion: string; readonly version: string } | undefined;
}

function groupsOf(resources: readonly Resource[]): readonly Group[] {
  const names = [...new Set(resources.map(({ group }) => group))].filter((name) => name !== "");
  return names.map((name) => {
    const served = new Set(resources.filter(({ group }) => group === name).flatMap((one) => one.versions));
    const versions = [...served].sort(byPreference).map((version) => ({ groupVersion: `${name}/${version}`, version }));
    return { name, versions, preferredVersion: versions[0] };
  });
}

/** v2, v1, v1beta2, v1beta1, v1alpha3: stable before beta before alpha, and higher before lower. */
function byPreference(one: string, other: string): number {
  const [a, b] = [rankOf(one), rankOf(other)];
  for (const [index, rank] of a.entries()) if (rank !== b[index]) return (b[index] ?? 0) - rank;
  return 0;
}

function rankOf(version: string): readonly number[] {
  const [, major, stage, minor] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  return [stage === undefined ? 2 : stage === "beta" ? 1 : 0, Number(major ?? 0), Number(minor ?? 0)];
}

function entriesOf(resource: Resource): readonly object[] {
  const { plural, kind, namespaced, verbs, shortNames, subresources } = resource;
  const whole = {
    name: plural,
    singularName: kind.toLowerCase(),
    namespaced,
    kind,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
  };
  const parts = subresources.map((subresource) => ({
    name: `${plural}/${subresource}`,
    singularName: "",
    namespaced,
    kind,
    verbs: ["exec", "portforward", "proxy"].includes(subresource) ? ["create", "get"] : ["get"],
  }));
  return [whole, ...parts];
}
