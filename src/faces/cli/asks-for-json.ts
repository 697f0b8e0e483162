/** Whether errors are to be JSON, as far as can be told of a command line that may not be understood otherwise. */
export function asksForJson(argv: readonly string[]): boolean {
  return argv.some((word, i) => {
    const before = argv[i - 1] ?? "";
    return (
      /^(?:--output=|-[dhlvVw]*o=?)json$/.test(word) || (word === "json" && /^(?:--output|-[dhlvVw]*o)$/.test(before))
    );
  });
}
