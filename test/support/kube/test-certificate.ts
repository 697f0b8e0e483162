import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import { der, objectId, sequence, utcTime } from "./der.ts";

/** A key and its certificate, PEM. */
export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

/** What a certificate is to say. */
export interface TestCertificateOptions {
  /** Host names and IPv4 addresses. */
  readonly names: readonly string[];
  /** Its own common name. */
  readonly subject: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const day = 24 * 60 * 60 * 1000;
const ecdsaWithSha256 = sequence(objectId("1.2.840.10045.4.3.2"));

/** A certificate that signs itself, made on the spot, so that no key lies in the repository. */
export function testCertificate({ names, subject, notBefore, notAfter }: TestCertificateOptions): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(der(0x31, sequence(objectId("2.5.4.3"), der(0x0c, Buffer.from(subject)))));
  const serial = randomBytes(8);
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  const toSign = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ecdsaWithSha256,
    name,
    sequence(utcTime(notBefore), utcTime(notAfter)),
    name,
    publicKey.export({ format: "der", type: "spki" }),
    der(
      0xa3,
      sequence(
        sequence(
          objectId("2.5.29.19"),
          der(0x01, Buffer.from([0xff])),
          der(0x04, sequence(der(0x01, Buffer.from([0xff])))),
        ),
        sequence(objectId("2.5.29.17"), der(0x04, sequence(...names.map(alternativeName)))),
      ),
    ),
  );
  const signature = sign("sha256", toSign, privateKey);
  const whole = sequence(toSign, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  return { key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(), cert: pem(whole) };
}

/** Yesterday to tomorrow, or what lies before it. */
export function validity(expired: boolean): Pick<TestCertificateOptions, "notBefore" | "notAfter"> {
  const now = Date.now();
  return expired
    ? { notBefore: new Date(now - 3 * day), notAfter: new Date(now - 2 * day) }
    : { notBefore: new Date(now - day), notAfter: new Date(now + day) };
}

function alternativeName(name: string): Buffer {
  return isIP(name) === 4
    ? der(0x87, Buffer.from(name.split(".").map(Number)))
    : der(0x82, Buffer.from(name, "latin1"));
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
