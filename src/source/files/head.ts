import type { Heard } from "../interest/heard.ts";

/** What is known of an object in a file before it is read. */
export interface Head extends Heard {
  readonly apiVersion: string;
  /** `meshwhy/delete: "true"`. */
  readonly isDeletion: boolean;
}
