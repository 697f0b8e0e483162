import { expect, test } from "vitest";
import { shellWord } from "../../src/render/shell-word.ts";

test.each([
  ["payment", "payment"],
  ["shop/payment", "shop/payment"],
  ["https://api.example:443/x", "https://api.example:443/x"],
  ["", "''"],
  ["a b", "'a b'"],
  ["$(rm -rf ~)", "'$(rm -rf ~)'"],
  ["it's", "'it'\\''s'"],
  ["--snapshot", "'--snapshot'"],
])("shellWord(%j) is %j", (word, quoted) => {
  expect(shellWord(word)).toBe(quoted);
});
