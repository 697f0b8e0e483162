/** Messages as a person sees them in a narrow window, for goldens that can be read. */
import type { KnownBlock } from "@slack/types";
import type { SlackMessage } from "../../../src/render/slack/slack-message.ts";

type Node = Readonly<Record<string, unknown>>;
const width = 60;

/** The text, both forms of the blocks, and the replies. */
export function printed(message: SlackMessage, name = "message"): string {
  const { text, blocks, classic, overflow } = message;
  return [
    rule(`${name}: blocks`),
    ...blocks.map(printedBlock),
    ...(classic === undefined ? [] : [rule(`${name}: classic`), ...classic.map(printedBlock)]),
    rule(`${name}: text`),
    text,
    ...overflow.map((reply, index) => printed(reply, `${name}, reply ${index + 1}`)),
  ].join("\n\n");
}

function rule(name: string): string {
  return `===== ${name} ${"=".repeat(Math.max(3, width - name.length - 7))}`;
}

/** One block, with its kind where that cannot be seen. */
export function printedBlock(block: KnownBlock): string {
  switch (block.type) {
    case "header":
      return `# ${block.text.text}`;
    case "divider":
      return "-".repeat(width);
    case "alert":
      return wrapped(`(${block.level}) ${block.text.text}`);
    case "section":
      return [
        wrapped(block.text?.text ?? ""),
        ...(block.accessory === undefined ? [] : [element(block.accessory)]),
      ].join("\n");
    case "context":
      return block.elements.map((part) => wrapped(`~ ${part.type === "image" ? part.alt_text : part.text}`)).join("\n");
    case "actions":
      return block.elements.map(element).join(" ");
    case "container": {
      const inside = block.child_blocks.map(printedBlock).join("\n").replaceAll(/^/gm, "  ");
      return `${block.default_collapsed === true ? "▸" : "▾"} ${block.title?.text}\n${inside}`;
    }
    case "rich_text":
      return block.elements.map(richElement).join("\n");
    case "input":
      return [`${block.label.text}${block.optional === true ? " (optional)" : ""}`, element(block.element)].join("\n");
    default:
      return JSON.stringify(block);
  }
}

function richElement(part: Extract<KnownBlock, { type: "rich_text" }>["elements"][number]): string {
  if (part.type === "rich_text_list")
    return part.elements
      .map(({ elements }) => wrapped(`• ${inline(elements)}`).replaceAll(/^/gm, "  ".repeat(part.indent ?? 0)))
      .join("\n");
  const text = inline(part.elements);
  return part.type === "rich_text_preformatted" ? text.replaceAll(/^/gm, "| ") : wrapped(text);
}

function inline(elements: readonly unknown[]): string {
  return elements
    .map((part) => {
      const { type, text, style } = part as Node & { style?: Node };
      if (type !== "text") return `<${JSON.stringify(part)}>`;
      if (style?.bold === true) return `**${String(text)}**`;
      return style?.code === true ? `‹${String(text)}›` : String(text);
    })
    .join("");
}

function element(part: unknown): string {
  const {
    type,
    text,
    value,
    style,
    action_id: id,
    placeholder,
  } = part as Node & {
    text?: Node;
    placeholder?: Node;
  };
  const name = text?.text ?? placeholder?.text ?? type;
  const sends = value === undefined ? "" : ` = ${String(value)}`;
  return `[${style === undefined ? "" : `${String(style)} `}${String(name)}: ${String(id)}${sends}]`;
}

function wrapped(text: string): string {
  return text
    .split("\n")
    .flatMap((line) => {
      const lines = [""];
      for (const word of line.split(" ")) {
        const last = lines.at(-1) ?? "";
        if (last !== "" && last.length + 1 + word.length > width) lines.push(word);
        else lines[lines.length - 1] = lines.length === 1 && last === "" ? word : `${last} ${word}`;
      }
      return lines;
    })
    .join("\n");
}
