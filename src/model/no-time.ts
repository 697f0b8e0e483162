/** When something was, where nothing tells: the beginning of time, for any other choice would come from a clock. */
export const noTime = "1970-01-01T00:00:00Z";
