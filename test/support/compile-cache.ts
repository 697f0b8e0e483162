import { join } from "node:path";

/** For the environment of processes that run sources: what one of them compiled, the next need not compile again. */
export const compileCache = {
  NODE_COMPILE_CACHE: join(import.meta.dirname, "../../node_modules/.cache/meshwhy-tests"),
} as const;
