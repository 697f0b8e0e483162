import type { Plugin } from "esbuild";

/** Leaves packages out of a bundle. Whoever uses one after all gets an error that says so. */
export function without(packages: readonly string[]): Plugin {
  return {
    name: "without",
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^[@a-z]/ }, ({ path }) =>
        packages.includes(path) ? { path, namespace: "without" } : undefined,
      );
      onLoad({ filter: /.*/, namespace: "without" }, ({ path }) => ({
        contents: `
        const missing = new Proxy(function () {}, {
          get: (_, key) => (key === "__esModule" ? true : key === "prototype" ? {} : key === "default" ? missing : refuse),
          apply: () => refuse(),
          construct: () => refuse(),
        });
        function refuse() { throw new Error(${JSON.stringify(`Cannot use "${path}": it is not bundled here`)}); }
        module.exports = missing;
      `,
        loader: "js",
      }));
    },
  };
}
