import { expect, test } from "vitest";
import { isForeign } from "../../src/config/is-foreign.ts";

test.each<[teams: readonly string[], userTeam: string, foreign: boolean]>([
  [[], "T0HOME0001", false],
  [[], "T0OTHER001", true],
  [[], "", true],
  [["T0HOME0001", "T0OTHER001"], "T0OTHER001", false],
  [["T0OTHER001"], "T0HOME0001", true],
  [["T0HOME0001"], "", true],
])("where %j may ask, is a member of %s foreign: %j", (teams, userTeam, foreign) => {
  expect(isForeign({ teams, channels: [] }, { home: "T0HOME0001", userTeam })).toBe(foreign);
});
