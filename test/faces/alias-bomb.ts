/** YAML of a few lines that would unfold to millions of nodes under the key `g`. */
export function aliasBomb(): string {
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const lines = names.map((name, i) => {
    const below = i === 0 ? "x" : `*${names[i - 1]}`;
    return `${name}: &${name} [${Array<string>(10).fill(below).join(", ")}]\n`;
  });
  return lines.join("");
}
