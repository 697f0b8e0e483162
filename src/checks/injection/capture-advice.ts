import type { Spot } from "../../model/cause.ts";
import type { Advice } from "../../model/fix.ts";
import { refText } from "../../model/ref.ts";
import { templatePath } from "../template-path.ts";

/** What is known about a gap in the redirection beyond the field itself. */
export function captureAdvice({ ref, path }: Spot): readonly Advice[] {
  if (path.endsWith(".runAsUser"))
    return [
      {
        summary: `Choose any user but 1337 for ${refText(ref)}`,
        why: "that is the proxy's own: whatever it sends is never redirected",
      },
    ];
  if (path.includes("proxy.istio.io/config"))
    return [{ summary: `Remove interceptionMode NONE from the annotation proxy.istio.io/config of ${refText(ref)}` }];
  if (path !== templatePath(ref)) return [];
  return [
    {
      summary: `Compare the arguments of istio-init in the pods of ${refText(ref)} with its template`,
      why: "what is not in the template stands in the injector's values (ConfigMap istio-sidecar-injector, global.proxy)",
    },
  ];
}
