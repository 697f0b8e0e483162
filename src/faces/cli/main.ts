/** Placeholder until the real CLI arrives: answers `--version` only. */
import manifest from "../../../package.json" with { type: "json" };

process.stdout.write(`${manifest.version}\n`);
