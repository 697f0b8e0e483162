import { plainText } from "../../kinds/plain-text.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { isLoopback } from "./proxy-for.ts";

/**
 * The address of an API server as `Connection` has it. Without TLS only the machine itself is asked: tokens go there.
 * @throws MeshError BAD_CONFIG
 */
export function serverAddress(address: string, where: string): string {
  const refuse = (why: string): MeshError =>
    new MeshError(
      "BAD_CONFIG",
      `Cannot use the server of ${where}: ${why}`,
      "Write it as https://host:port, without a user, a password or a query.",
    );
  if (!URL.canParse(address)) throw refuse(`"${plainText(address)}" is no URL`);
  const url = new URL(address);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw refuse("its URL says more than host, port and path");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname)))
    throw refuse(`"${plainText(address)}" is not of https`);
  return url.origin + url.pathname.replace(/\/+$/, "");
}
