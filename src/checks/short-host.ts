/** A service's host as people say it: `payment.shop.svc.cluster.local` → `payment.shop`. */
export function shortHost(host: string): string {
  const at = host.indexOf(".svc.");
  return at < 0 ? host : host.slice(0, at);
}
