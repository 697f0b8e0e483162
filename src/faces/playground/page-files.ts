import { join } from "node:path";

/** A file that the page is made of. */
export interface PageFile {
  readonly mime: string;
  readonly content: string;
}

let made: Promise<ReadonlyMap<string, PageFile>> | undefined;

/** The files of the page by name; the page itself is "". Bundled when first asked for. */
export function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  made ??= bundle();
  return made;
}

async function bundle(): Promise<ReadonlyMap<string, PageFile>> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "browser/page.ts"), join(import.meta.dirname, "browser/slack.css")],
    bundle: true,
    write: false,
    outdir: "out",
    format: "iife",
    target: "es2022",
    logLevel: "error",
  });
  const contentOf = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  return new Map([
    ["", { mime: "text/html; charset=utf-8", content: html }],
    ["page.js", { mime: "text/javascript; charset=utf-8", content: contentOf("page.js") }],
    ["slack.css", { mime: "text/css; charset=utf-8", content: contentOf("slack.css") }],
  ]);
}

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Slack playground</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="slack.css">
<script src="page.js" defer></script>
</head>
<body></body>
</html>
`;
