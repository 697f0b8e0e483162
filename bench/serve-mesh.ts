/** An API server in a process of its own, so that only what asks is measured: `node bench/serve-mesh.ts SERVICES`. */
import { argv } from "node:process";
import { startFakeKube } from "../test/support/kube/start-fake-kube.ts";
import type { RawObject } from "../test/support/snapshot.ts";
import { generateMesh } from "./generate-mesh.ts";
import { meshOfServices } from "./mesh-of-services.ts";

const kube = await startFakeKube({
  objects: [...generateMesh(meshOfServices(Number(argv[2])))] as RawObject[],
  latencyMs: 20,
});
console.log(JSON.stringify({ url: kube.url, caData: kube.caData }));
// Whoever asks wants to know what came in, and ends it by closing the input.
process.stdin.on("data", () => {
  console.log(JSON.stringify({ requests: kube.requests.length, pages: pagesIn(), rounds: kube.rounds() }));
  kube.reset();
});
process.stdin.on("end", () => {
  void kube.stop();
});

/** Requests that go on with a list. */
function pagesIn(): number {
  return kube.requests.filter(({ query }) => query.includes("continue=")).length;
}
