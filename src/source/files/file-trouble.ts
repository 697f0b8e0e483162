/** An error of the file system, in words. */
export function fileTrouble(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return troubles[code] ?? (code === "" ? "cannot be read" : `cannot be read (${code})`);
}

const troubles: Readonly<Record<string, string>> = {
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
  ENOENT: "no such file or folder",
  ENOTDIR: "no such file or folder",
  ELOOP: "a symbolic link that leads to itself",
  EISDIR: "a folder where a file was expected",
  EMFILE: "too many open files",
};

/** Whether an error comes from the file system, rather than from a mistake in the program. */
export function isFileError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
