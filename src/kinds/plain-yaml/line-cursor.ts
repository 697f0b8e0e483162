import { doubt } from "./doubt.ts";
import { spacesEnd } from "./spaces-end.ts";
import { yamlCode } from "./yaml-code.ts";

const { tab, carriageReturn, space, hash, dash } = yamlCode;

/** Goes through a text line by line, past lines that hold nothing but a comment. All of it throws `doubt`. */
export class LineCursor {
  readonly text: string;
  /** Where the text ends. */
  readonly length: number;
  /** Index of the line's first character that is no space. */
  start: number;
  /** Column of that character; -1: there is no line left. */
  column: number;
  /** Index behind the line's last character. */
  end: number;
  /** Counted from 0. */
  line = 0;
  /** There is no line left. */
  done = false;

  /** @param column that of the character at `start`, where the text begins */
  constructor(text: string, start: number, length: number, column: number) {
    this.text = text;
    this.length = length;
    this.start = start;
    this.column = column;
    this.end = this.lineEnd(start);
  }

  /** Looks at the first line as it stands behind a dash, or goes on to the first that holds something. */
  begin(): void {
    const content = spacesEnd(this.text, this.start, this.end);
    this.column += content - this.start;
    this.start = content;
    if (this.isBlankOrComment()) this.advance();
    this.skipMarker();
  }

  /** Goes to the next line that holds more than a comment. */
  advance(): void {
    for (;;) {
      if (this.end >= this.length) {
        this.finish();
        return;
      }
      const from = this.end + 1;
      this.enter(this.lineEnd(from));
      this.start = spacesEnd(this.text, from, this.end);
      this.column = this.start - from;
      if (this.isBlankOrComment()) continue;
      if (this.column === 0 && this.isDocumentMarker()) throw doubt;
      return;
    }
  }

  /** Makes the next line, which ends at `end`, the one that was read last. */
  enter(end: number): void {
    this.end = end;
    this.line += 1;
  }

  finish(): void {
    this.done = true;
    this.column = -1;
  }

  /** Where the line ends that begins at `from`. */
  lineEnd(from: number): number {
    const found = this.text.indexOf("\n", from);
    return found < 0 || found > this.length ? this.length : found;
  }

  /** Where the line's content ends, without the end of line of Windows. */
  contentEnd(): number {
    if (this.text.charCodeAt(this.end - 1) !== carriageReturn) return this.end;
    if (this.end >= this.length) throw doubt;
    return this.end - 1;
  }

  /** Whether an item of a list begins here. */
  isDash(): boolean {
    if (this.text.charCodeAt(this.start) !== dash) return false;
    const next = this.start + 1;
    return next >= this.contentEnd() || this.text.charCodeAt(next) === space;
  }

  private skipMarker(): void {
    if (this.done || this.column !== 0 || !this.isDocumentMarker()) return;
    if (!/^---(?: +#.*| *\r?)$/.test(this.text.slice(this.start, this.end))) throw doubt;
    this.advance();
  }

  private isDocumentMarker(): boolean {
    return this.text.startsWith("---", this.start) || this.text.startsWith("...", this.start);
  }

  private isBlankOrComment(): boolean {
    if (this.start >= this.end) return true;
    const first = this.text.charCodeAt(this.start);
    if (first === hash) return true;
    if (first === tab) throw doubt;
    if (first !== carriageReturn) return false;
    if (this.start + 1 === this.end && this.end < this.length) return true;
    throw doubt;
  }
}
