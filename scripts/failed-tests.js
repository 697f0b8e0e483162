/** Ends a red run with what failed: `node scripts/failed-tests.js REPORT.json`, a report of Vitest's `json` reporter. */
import { readFileSync } from "node:fs";
import { relative } from "node:path";

const [, , report] = process.argv;
const { testResults, numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
for (const { name, status, message, assertionResults } of testResults) {
  const file = relative(process.cwd(), name);
  const failed = assertionResults.filter((test) => test.status === "failed");
  if (status === "failed" && failed.length === 0) console.log(`FAILED ${file}: ${message.split("\n")[0]}`);
  for (const { fullName, failureMessages } of failed) {
    const [why = ""] = failureMessages;
    console.log(`FAILED ${file}: ${fullName}\n       ${why.slice(0, 300).replaceAll("\n", "\n       ")}`);
  }
}
console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
