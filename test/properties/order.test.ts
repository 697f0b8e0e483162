/** Nothing that has no say changes the answer. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asked, snapshotOfFolder, stories } from "../support/folders.ts";
import { objectsOfPlan, plans, questionOf, someNames } from "../support/generated-mesh.ts";
import { manifest, pod } from "../support/manifests.ts";
import { runs } from "../support/runs.ts";
import { type RawObject, snapshotOf } from "../support/snapshot.ts";
import { toldOrError } from "../support/told.ts";
import { why } from "../support/why.ts";

/** A namespace that has nothing to do with anything else. */
const strangers: readonly RawObject[] = [
  manifest("Namespace lonely", "", { labels: { "istio-injection": "enabled" } }),
  manifest(
    "Deployment lonely/hermit",
    "selector: { matchLabels: { app: hermit } }, template: { metadata: { labels: { app: hermit } }, spec: { containers: [] } }",
  ),
  manifest(
    "Service lonely/hermit",
    "selector: { app: hermit }, clusterIP: 10.99.0.1, ports: [{ name: http, port: 9999 }]",
  ),
  manifest(
    "Service lonely/cave",
    "selector: { app: nobody }, clusterIP: 10.99.0.2, ports: [{ name: tcp, port: 9998 }]",
  ),
  pod("lonely/hermit-1", { labels: "app: hermit", ip: "10.99.1.1" }),
  pod("lonely/hermit-2", { labels: "app: hermit", ip: "10.99.1.2", bare: true, unready: true }),
  manifest("VirtualService lonely/hermit", "hosts: [hermit], http: [{ directResponse: { status: 500 } }]"),
  manifest("DestinationRule lonely/hermit", "host: hermit, trafficPolicy: { tls: { mode: DISABLE } }"),
  manifest("PeerAuthentication lonely/default", "mtls: { mode: STRICT }"),
  manifest("AuthorizationPolicy lonely/nothing"),
  manifest("RequestAuthentication lonely/idp", "jwtRules: [{ issuer: lonely, jwksUri: 'https://idp' }]"),
  manifest("NetworkPolicy lonely/nobody", "podSelector: {}, ingress: []"),
  manifest("Sidecar lonely/default", "egress: [{ hosts: ['./*'] }]"),
  manifest(
    "ServiceEntry lonely/outside",
    "hosts: [lonely.example.com], ports: [{ number: 9997, name: tls, protocol: TLS }], resolution: DNS, exportTo: ['.']",
  ),
].map((object) => ({ ...object, metadata: { ...object.metadata, creationTimestamp: "2024-01-01T00:00:00Z" } }));

function shuffled<T>(items: readonly T[]): fc.Arbitrary<readonly T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}

describe("of a generated mesh", () => {
  const shuffledPlans = plans.chain((plan) => fc.tuple(fc.constant(plan), shuffled(objectsOfPlan(plan, someNames))));

  test("the order of the objects changes nothing", () => {
    fc.assert(
      fc.property(shuffledPlans, ([plan, objects]) => {
        const question = questionOf(plan, someNames);
        const before = toldOrError(() => why(question, snapshotOf(objectsOfPlan(plan, someNames))));
        expect(toldOrError(() => why(question, snapshotOf(objects)))).toEqual(before);
      }),
      runs(80),
    );
  });

  test("objects that have nothing to do with the question change nothing", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const question = questionOf(plan, someNames);
        const objects = objectsOfPlan(plan, someNames);
        const before = toldOrError(() => why(question, snapshotOf(objects)));
        expect(toldOrError(() => why(question, snapshotOf([...strangers, ...objects])))).toEqual(before);
      }),
      runs(80),
    );
  });
});

describe.each(stories.map((story) => [story.name, story] as const))("of the story %s", (_, { ask, folder }) => {
  const before = toldOrError(() => why(asked(ask), snapshotOfFolder(folder)));

  test("the order of objects and log files changes nothing", () => {
    fc.assert(
      fc.property(shuffled(folder.objects), shuffled([...folder.logs]), (objects, logs) => {
        const snapshot = snapshotOfFolder({ objects, logs: new Map(logs) });
        expect(toldOrError(() => why(asked(ask), snapshot))).toEqual(before);
      }),
      runs(3),
    );
  });

  test("objects that have nothing to do with the question change nothing", () => {
    const snapshot = snapshotOfFolder({ ...folder, objects: [...folder.objects, ...strangers] });
    expect(toldOrError(() => why(asked(ask), snapshot))).toEqual(before);
  });
});
