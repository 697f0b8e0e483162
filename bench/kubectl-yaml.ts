const plain = /^[A-Za-z_/$][A-Za-z0-9_./@$()=,-]*$/;
const special = /^[\d.]|[-+:{}[\]*&!|>%@`"'#,?\\]|^$|^ | $/;
const reserved = /^(?:y|n|yes|no|on|off|true|false|null|~)$/i;

/** A value as `kubectl get -o yaml` prints it: keys sorted, lists not indented, strings bare where they can be. */
export function kubectlYaml(value: unknown, indent: string): string {
  let text = "";
  write(value, indent, false);
  return text;

  function write(node: unknown, at: string, inline: boolean): void {
    if (Array.isArray(node)) writeList(node, at);
    else if (typeof node === "object" && node !== null) writeMap(node as Record<string, unknown>, at, inline);
    else text += `${scalar(node)}\n`;
  }

  function writeMap(map: Record<string, unknown>, at: string, inline: boolean): void {
    let first = inline;
    for (const key of Object.keys(map).sort()) {
      const value = map[key];
      text += `${first ? "" : at}${scalar(key)}:`;
      first = false;
      if (isEmpty(value)) text += Array.isArray(value) ? " []\n" : " {}\n";
      else if (Array.isArray(value)) {
        text += "\n";
        writeList(value, at);
      } else if (typeof value === "object" && value !== null) {
        text += "\n";
        write(value, `${at}  `, false);
      } else if (typeof value === "string" && value.includes("\n")) writeBlock(value, `${at}  `);
      else text += ` ${scalar(value)}\n`;
    }
  }

  function writeList(list: readonly unknown[], at: string): void {
    for (const item of list) {
      text += `${at}- `;
      if (isEmpty(item)) text += Array.isArray(item) ? "[]\n" : "{}\n";
      else write(item, `${at}  `, true);
    }
  }

  function writeBlock(value: string, at: string): void {
    text += value.endsWith("\n") ? " |\n" : " |-\n";
    for (const line of value.replace(/\n$/, "").split("\n")) text += `${at}${line}\n`;
  }
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function scalar(value: unknown): string {
  if (typeof value !== "string") return String(value);
  if (plain.test(value) && !reserved.test(value)) return value;
  if (!special.test(value) && !reserved.test(value)) return value;
  return value.includes('"') && !value.includes("'") ? `'${value}'` : JSON.stringify(value);
}
