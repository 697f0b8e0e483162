/** What a plain scalar on one line had better not hold: tabs, stray ends of line, marks of byte order. */
export const unusual = /[\t\r\ufeff\u0085\u2028\u2029]/;
