import { diagnose } from "./src/diagnose/diagnose.ts";
import { questionFrom } from "./src/faces/question/question-from.ts";
import { whyPlaybook } from "./test/support/why.ts";
import { apiOf, sourceOf } from "./test/support/kube/cluster-of.ts";
import { readKubeFolders } from "./test/support/kube/read-kube-folders.ts";
import { startFakeKube } from "./test/support/kube/start-fake-kube.ts";
const kube = await startFakeKube({ ...readKubeFolders(["examples/shop/base"]), latencyMs: 20 });
const api = apiOf(kube);
const source = sourceOf(api);
for (const q of [["checkout","payment"],["shop/checkout","shop/payment"],["internet","frontend"]] as const) {
  kube.reset();
  const t = performance.now();
  const d = await diagnose(questionFrom({ from: q[0], to: q[1] }), whyPlaybook, source);
  console.log(q.join("→"), d.verdict, kube.requests.length, "requests", kube.rounds(), "rounds", (performance.now() - t).toFixed(0), "ms", kube.connections);
  if (q[0]==="checkout") for (const r of kube.requests) console.log(r.path, decodeURIComponent(r.query), r.status);
}
await api.close(); await kube.stop();
