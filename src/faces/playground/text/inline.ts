/** What stands in a line of text, once Slack's signs were read. */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "break" }
  | { readonly kind: "bold" | "italic" | "strike"; readonly children: readonly Inline[] }
  | { readonly kind: "code"; readonly children: readonly Inline[] }
  | { readonly kind: "link"; readonly url: string; readonly children: readonly Inline[] }
  | { readonly kind: "user"; readonly id: string }
  | { readonly kind: "channel"; readonly id: string; readonly name: string }
  | { readonly kind: "group"; readonly id: string; readonly name: string }
  | { readonly kind: "broadcast"; readonly range: string }
  | { readonly kind: "emoji"; readonly name: string };

/** A part of a text that stands on its own lines. */
export type Part =
  | { readonly kind: "paragraph"; readonly children: readonly Inline[] }
  | { readonly kind: "quote"; readonly children: readonly Inline[] }
  | { readonly kind: "pre"; readonly text: string }
  | { readonly kind: "heading"; readonly level: number; readonly children: readonly Inline[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly ListItem[] }
  | { readonly kind: "table"; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly kind: "rule" };

/** An item of a list, with how far it is indented. */
export interface ListItem {
  readonly indent: number;
  readonly children: readonly Inline[];
  readonly done?: boolean;
}
