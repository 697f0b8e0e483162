import type { CauseOf } from "../../model/cause.ts";

/** What Istio's and Kiali's analyzers call it when a gateway turns a request away. */
export function knownAs(cause: CauseOf<"gateway-refused" | "gateway-no-host" | "gateway-tls">): readonly string[] {
  if (cause.code === "gateway-tls") return cause.spot.path.includes(".tls.") ? ["IST0101"] : [];
  switch (cause.inert[0]?.reason) {
    case "selector":
      return ["IST0101", "KIA0302"];
    case "port":
      return ["IST0162"];
    case "overridden":
      return ["IST0145", "KIA0301"];
    case "gateways":
      return ["IST0101", "KIA1102"];
    case "host":
      return ["IST0132"];
    default:
      return [];
  }
}
