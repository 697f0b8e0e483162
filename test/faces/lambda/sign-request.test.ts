import { describe, expect, test } from "vitest";
import { awsEncoded, signRequest } from "../../../src/faces/lambda/sign-request.ts";

/** The examples of "Authenticating Requests: Using the Authorization Header", whose keys are made up by AWS. */
describe("a signature is the one that AWS documents", () => {
  const credentials = {
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  };
  const at = Date.parse("2013-05-24T00:00:00Z");

  test.each([
    ["/test.txt", { range: "bytes=0-9" }, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"],
    ["/?lifecycle=", {}, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"],
    ["/?prefix=J&max-keys=2", {}, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"],
  ])("for GET %s", (path, headers, signature) => {
    const url = new URL(`https://examplebucket.s3.amazonaws.com${path}`);
    const signed = signRequest(
      { method: "GET", url, headers: { ...headers }, service: "s3", region: "us-east-1" },
      credentials,
      at,
    );
    expect(signed.authorization).toContain(`Signature=${signature}`);
    expect(signed.authorization).toContain("Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request");
  });

  test("holds the session's token, signed", () => {
    const url = new URL("https://examplebucket.s3.amazonaws.com/x");
    const request = { method: "GET", url, headers: {}, service: "s3", region: "us-east-1" } as const;
    const signed = signRequest(request, { ...credentials, sessionToken: "session" }, at);
    expect(signed["x-amz-security-token"]).toBe("session");
    expect(signed.authorization).toContain("x-amz-date;x-amz-security-token,");
  });
});

test("paths are encoded as AWS does", () => {
  expect(awsEncoded("a b(1)*é~.yaml")).toBe("a%20b%281%29%2A%C3%A9~.yaml");
});
