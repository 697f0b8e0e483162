/** A principal taken apart; `undefined`: it has wildcards or another form. */
interface Account {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly name: string;
}

const most = 3;

/** The service accounts that a rule names and the caller's own, each only as long as they differ. */
export function accountsText(
  wanted: readonly string[],
  identity: string,
): { readonly admitted: string; readonly own: string } {
  const accounts = wanted.map(accountOf);
  const own = accountOf(identity);
  const known = accounts.filter((account) => account !== undefined);
  const whole = own === undefined || known.length < accounts.length || known.some((one) => isAlien(one, own));
  const namespaced = known.some((one) => one.namespace !== own?.namespace);
  const short = ({ namespace, name }: Account) => (namespaced ? `${namespace}/${name}` : name);
  const texts = whole ? wanted : known.map(short);
  const few = texts
    .slice(0, most)
    .map((text) => `"${text}"`)
    .join(" and ");
  return {
    admitted: texts.length > most ? `${few} and ${texts.length - most} more` : few,
    own: `"${whole || own === undefined ? identity : short(own)}"`,
  };
}

function isAlien({ trustDomain }: Account, own: Account): boolean {
  return trustDomain !== own.trustDomain && trustDomain !== "cluster.local" && trustDomain !== "";
}

/** `cluster.local/ns/shop/sa/orders`, or `shop/orders` as `serviceAccounts` has it. */
function accountOf(text: string): Account | undefined {
  if (text.includes("*")) return undefined;
  const full = /^(?:spiffe:\/\/)?([^/]+)\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(text);
  if (full !== null) return { trustDomain: full[1] ?? "", namespace: full[2] ?? "", name: full[3] ?? "" };
  const short = /^([^/]+)\/([^/]+)$/.exec(text);
  return short === null ? undefined : { trustDomain: "", namespace: short[1] ?? "", name: short[2] ?? "" };
}
