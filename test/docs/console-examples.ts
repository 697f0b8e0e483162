/** A command and what it prints, as a page shows them. */
export interface ConsoleExample {
  readonly command: string;
  readonly output: string;
}

/** The blocks of a page that are fenced as `console` and begin with `$ mesh`. */
export function consoleExamples(page: string): readonly ConsoleExample[] {
  return [...page.matchAll(/^```console\n\$ (mesh .+)\n([\s\S]*?)\n```$/gm)].map(([, command = "", output = ""]) => ({
    command,
    output,
  }));
}
