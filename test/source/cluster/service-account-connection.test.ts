import { describe, expect, it } from "vitest";
import { serviceAccountConnection } from "../../../src/source/cluster/service-account-connection.ts";
import { inFolder, surroundings } from "./surroundings.ts";

const environment = { KUBERNETES_SERVICE_HOST: "10.96.0.1", KUBERNETES_SERVICE_PORT: "443" };
const soon = (): AbortSignal => AbortSignal.timeout(2000);

describe("the connection of a pod", () => {
  it("asks as its service account, with the token of the day", async () => {
    await inFolder(async (path) => {
      path("token", "one\n");
      path("ca.crt", "CA\n");
      path("namespace", "mesh");
      const around = surroundings(environment);
      const connection = serviceAccountConnection(around, path("."));
      expect(connection).toMatchObject({ name: "in-cluster", server: "https://10.96.0.1", namespace: "mesh" });
      const first = await connection.access(soon());
      expect(first).toEqual({ headers: { authorization: "Bearer one" }, tls: { ca: "CA" } });
      path("token", "two");
      expect(await connection.access(soon())).toBe(first);
      expect((await connection.access(soon(), first)).headers.authorization).toBe("Bearer two");
      path("token", "three");
      around.clock += 60_001;
      expect((await connection.access(soon())).headers.authorization).toBe("Bearer three");
      path("token", "");
      around.clock += 60_001;
      await expect(connection.access(soon())).rejects.toMatchObject({ kind: "unauthorized" });
    });
  });

  it("writes addresses of IPv6 as URLs do", async () => {
    await inFolder(async (path) => {
      path("token", "one");
      const around = surroundings({ KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "6443" });
      expect(serviceAccountConnection(around, path(".")).server).toBe("https://[fd00::1]:6443");
      await Promise.resolve();
    });
  });

  it("is none outside of a pod", async () => {
    await inFolder(async (path) => {
      expect(() => serviceAccountConnection(surroundings(), path("."))).toThrow(/this is no pod/);
      expect(() => serviceAccountConnection(surroundings(environment), path("."))).toThrow(/this is no pod/);
      await Promise.resolve();
    });
  });
});
