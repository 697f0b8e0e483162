import { expect, test } from "vitest";
import { walk, ways } from "../support/walk.ts";
test.each([["8080", {}], ["9000", { port: "9000" }], ["8443", { port: "8443" }],["7000", { port: "7000" }],["9090", { port: "9090" }],["bare",{from:"bare",to:"shop/payment"}],["orders",{to:"orders"}]] as const)("%s", (_, call) => { console.log(ways(walk([], call))); expect(1).toBe(1); });
