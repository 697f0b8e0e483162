/** A line of an object's YAML, without its end. Text from the cluster: renderers make it harmless. */
export interface ExcerptLine {
  readonly text: string;
  /** The field that is to blame begins on it; where it is not there, a comment says so. */
  readonly marked: boolean;
}

/**
 * The few lines of an object around a field: enclosing keys, the field, its neighbours, in the form and order in which
 * kubectl prints them. What is left out of a list is counted in a comment; keys of a map are left out silently.
 */
export type Excerpt = readonly ExcerptLine[];
