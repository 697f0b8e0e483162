import { expect, test } from "vitest";
import { markdownEscape, markdownLine } from "../../src/render/markdown-escape.ts";

test.each([
  ["plain words, 33 % of 2 (or 3)", "plain words, 33 % of 2 (or 3)"],
  ["GET payment.shop:8080/charge", "GET payment.shop:8080/charge"],
  ["14:02:51–14:12:40", "14:02:51–14:12:40"],
  ["*bold* _it_ `code`", "\\*bold\\* \\_it\\_ \\`code\\`"],
  ["a\\b", "a\\\\b"],
  ["[text](to)", "\\[text\\](to)"],
  ["![img](to)", "\\!&#8203;\\[img\\](to)"],
  ["<!channel> & <b>", "&lt;!&#8203;channel&gt; &amp; &lt;b&gt;"],
  ["@here, a@b.c, @", "@&#8203;here, a@&#8203;b.c, @"],
  ["#12 GH-3 org/repo#4", "#&#8203;12 GH&#8203;-3 org/repo#&#8203;4"],
  ["https://x.y www.x.y mailto:z", "https:&#8203;//x.y www&#8203;.x.y mailto&#8203;:z"],
  [":tada: :+1: :100: a:8080:b", ":&#8203;tada: :&#8203;+1: :&#8203;100: a:8080:b"],
  ["$x$", "&#36;x&#36;"],
  ["~~gone~~ a|b", "\\~&#8203;\\~&#8203;gone\\~&#8203;\\~ a\\|b"],
  ["two\nlines", "two\\\\nlines"],
])("markdownEscape(%j) is %j", (text, escaped) => {
  expect(markdownEscape(text)).toBe(escaped);
});

test.each([
  ["- item", "\\- item"],
  ["+ item", "\\+ item"],
  ["-5 s", "-5 s"],
  ["---", "\\---"],
  ["===", "\\==="],
  ["= value", "= value"],
  ["# heading", "\\# heading"],
  ["1. first", "1\\. first"],
  ["12) twelfth", "12\\) twelfth"],
  ["1.5 s", "1\\.5 s"],
  ["/close", "\\/close"],
  ["as it is", "as it is"],
])("markdownLine(%j) is %j", (line, escaped) => {
  expect(markdownLine(line)).toBe(escaped);
});
