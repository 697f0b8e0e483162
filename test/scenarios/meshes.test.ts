/** Istio's own samples as a cluster holds them: false alarms show here first. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { asked, readFolder, snapshotOfFolder } from "../support/folders.ts";
import { why } from "../support/why.ts";

interface Sample {
  readonly description: string;
  readonly pairs: readonly {
    readonly from: string;
    readonly to: string;
    readonly request?: {
      readonly port?: number;
      readonly method?: string;
      readonly path?: string;
      readonly headers?: Readonly<Record<string, string>>;
    };
    readonly verdict: string;
    /** Other verdicts that do as well. */
    readonly also_ok?: readonly string[];
    readonly culprits?: readonly { readonly kind: string; readonly namespace: string; readonly name: string }[];
  }[];
}

const root = new URL("meshes/", import.meta.url).pathname;

describe.each(readdirSync(root).sort())("%s", (name) => {
  const snapshot = snapshotOfFolder(readFolder(`${root}${name}`));
  const { pairs } = JSON.parse(readFileSync(`${root}${name}/expect.json`, "utf8")) as Sample;
  // What is not modelled yet may be unknown; it is never called broken.
  const isAmbient = name.startsWith("ambient");

  test.each(pairs.map((pair) => [`${pair.from} → ${pair.to} ${requestOf(pair) ?? ""}`, pair] as const))(
    "%s",
    (_, pair) => {
      const { port, headers } = pair.request ?? {};
      const request = requestOf(pair);
      const { verdict, summary, culprit } = why(
        asked({
          from: pair.from,
          to: pair.to,
          ...(port === undefined ? {} : { port }),
          ...(request === undefined ? {} : { request }),
          ...(headers === undefined ? {} : { headers }),
        }),
        snapshot,
      );
      expect([pair.verdict, ...(pair.also_ok ?? []), ...(isAmbient ? ["unknown"] : [])], summary).toContain(verdict);
      if (pair.culprits !== undefined)
        expect(pair.culprits).toContainEqual({
          kind: culprit?.kind,
          namespace: culprit?.namespace,
          name: culprit?.name,
        });
    },
  );

  test.each(pairs.map((pair) => [`${pair.from} → ${pair.to}`, pair] as const))(
    "%s, asked without a request",
    (_, pair) => {
      const host = pair.request?.headers?.host;
      const header = host === undefined ? [] : [`host: ${host}`];
      const { verdict, summary } = why({ from: pair.from, to: pair.to, header }, snapshot);
      const unhealthy = pairs.some(({ to, verdict: told }) => to === pair.to && told !== "healthy");
      expect(
        [...(unhealthy ? ["degraded", "broken"] : ["healthy"]), ...(isAmbient ? ["unknown"] : [])],
        summary,
      ).toContain(verdict);
    },
  );
});

function requestOf({ request }: Sample["pairs"][number]): string | undefined {
  return request?.path === undefined ? undefined : `${request.method ?? "GET"} ${request.path}`;
}
