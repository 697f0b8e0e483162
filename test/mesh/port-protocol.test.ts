import { expect, test } from "vitest";
import { portProtocol, serviceEntryProtocol } from "../../src/mesh/port-protocol.ts";

test.each([
  [{ port: 80 }, "Auto"],
  [{ port: 80, name: "http" }, "HTTP"],
  [{ port: 80, name: "http-web" }, "HTTP"],
  [{ port: 80, name: "HTTP-web" }, "HTTP"],
  [{ port: 80, name: "httpweb" }, "Auto"],
  [{ port: 80, name: "web-http" }, "Auto"],
  [{ port: 80, name: "http2" }, "HTTP2"],
  [{ port: 80, name: "http_proxy" }, "HTTP_PROXY"],
  [{ port: 80, name: "grpc-api" }, "GRPC"],
  [{ port: 80, name: "grpc-web" }, "GRPC-Web"],
  [{ port: 80, name: "grpc-web-api" }, "GRPC-Web"],
  [{ port: 80, name: "grpc-webby" }, "GRPC-Web"],
  [{ port: 443, name: "https" }, "HTTPS"],
  [{ port: 443, name: "tls-x" }, "TLS"],
  [{ port: 80, name: "tcp-x" }, "TCP"],
  [{ port: 80, name: "udp-x" }, "UDP"],
  [{ port: 6379, name: "redis" }, "Redis"],
  [{ port: 80, name: "mongo" }, "Mongo"],
  [{ port: 80, name: "mysql" }, "MySQL"],
  [{ port: 80, name: "constructor" }, "Auto"],
  [{ port: 3306 }, "TCP"],
  [{ port: 25, name: "smtp" }, "TCP"],
  [{ port: 53, name: "dns" }, "TCP"],
  [{ port: 27017, name: "db" }, "TCP"],
  [{ port: 3306, name: "http" }, "HTTP"],
  [{ port: 53, name: "http", protocol: "UDP" }, "UDP"],
  [{ port: 80, name: "tcp", appProtocol: "http" }, "HTTP"],
  [{ port: 80, name: "http", appProtocol: "unknown" }, "Auto"],
  [{ port: 80, name: "http", appProtocol: "" }, "Auto"],
  [{ port: 80, name: "tcp", appProtocol: "kubernetes.io/h2c" }, "HTTP2"],
  [{ port: 80, appProtocol: "kubernetes.io/ws" }, "HTTP"],
  [{ port: 80, appProtocol: "kubernetes.io/wss" }, "HTTPS"],
  [{ port: 80, name: "kubernetes.io/h2c" }, "Auto"],
])("portProtocol() reads %j as %s", (port, protocol) => {
  expect(portProtocol(port)).toBe(protocol);
});

test.each([
  ["HTTP", "HTTP"],
  ["https", "HTTPS"],
  ["GRPC", "GRPC"],
  ["grpc-web", "GRPC-Web"],
  ["http-web", "Auto"],
  ["", "Auto"],
  [undefined, "Auto"],
])("serviceEntryProtocol() reads %s as %s", (written, protocol) => {
  expect(
    serviceEntryProtocol({ number: 3306, name: "tcp", ...(written === undefined ? {} : { protocol: written }) }),
  ).toBe(protocol);
});
