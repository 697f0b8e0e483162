import { describe, expect, test } from "vitest";
import { managerOf, ownerTeam } from "../../src/diagnose/ownership.ts";
import { type Given, manifest } from "../support/manifests.ts";
import { meshWith } from "../support/walk.ts";

type More = NonNullable<Parameters<typeof manifest>[2]>;

function ask<T>(
  more: More & { readonly owners?: readonly unknown[] },
  tell: (mesh: ReturnType<typeof meshWith>, resource: never) => T,
  given: readonly Given[] = [],
): T {
  const { owners, ...rest } = more;
  const made = manifest("VirtualService shop/payment", "hosts: [payment]", rest);
  const object = owners === undefined ? made : { ...made, metadata: { ...made.metadata, ownerReferences: owners } };
  const mesh = meshWith([object, ...given]);
  return tell(mesh, mesh.get("VirtualService", "shop", "payment") as never);
}

describe("what would put a changed object back", () => {
  test.each<[string, Parameters<typeof ask>[0], string | undefined]>([
    ["nothing", {}, undefined],
    [
      "Argo CD, by its label",
      { labels: { "argocd.argoproj.io/instance": "payments" } },
      'Argo CD application "payments"',
    ],
    [
      "Argo CD, by its tracking annotation",
      { annotations: { "argocd.argoproj.io/tracking-id": "payments:networking.istio.io/VirtualService:shop/payment" } },
      'Argo CD application "payments"',
    ],
    [
      "Flux",
      { labels: { "kustomize.toolkit.fluxcd.io/name": "apps", "kustomize.toolkit.fluxcd.io/namespace": "flux" } },
      'Flux Kustomization "flux/apps"',
    ],
    [
      "Flux's Helm controller",
      { labels: { "helm.toolkit.fluxcd.io/name": "pay", "helm.toolkit.fluxcd.io/namespace": "flux" } },
      'Flux HelmRelease "flux/pay"',
    ],
    [
      "Helm, at the next upgrade",
      { annotations: { "meta.helm.sh/release-name": "pay", "meta.helm.sh/release-namespace": "shop" } },
      'Helm release "shop/pay"',
    ],
    [
      "its controller",
      { owners: [{ apiVersion: "x/v1", kind: "Rollout", name: "pay", controller: true }] },
      'Rollout "pay"',
    ],
    [
      "not an owner that only has it deleted",
      { owners: [{ apiVersion: "x/v1", kind: "Rollout", name: "pay" }] },
      undefined,
    ],
  ])("%s", (_, more, manager) => {
    expect(ask(more, managerOf)).toBe(manager);
  });
});

describe("whose it is", () => {
  const namespace = manifest("Namespace shop", "", { labels: { "istio-injection": "enabled", team: "commerce" } });
  test.each<[string, Parameters<typeof ask>[0], readonly Given[], string | undefined]>([
    ["nobody's", {}, [], undefined],
    ["that of the team in its label", { labels: { team: "payments" } }, [namespace], "team payments"],
    ["that of the namespace's team otherwise", {}, [namespace], "team commerce"],
    ["that of the owner in its label", { labels: { owner: "jo" } }, [], "team jo"],
  ])("%s", (_, more, given, team) => {
    expect(ask(more, ownerTeam, given)).toBe(team);
  });
});
