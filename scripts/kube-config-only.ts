import type { Plugin } from "esbuild";

/** What `KubeConfig` imports for API clients and proxies; neither is used: requests and proxies are meshwhy's own. */
const unused = ["./gen/index.js", "./middleware.js", "socks-proxy-agent", "socks", "hpagent"];

/**
 * Bundles of the Kubernetes client nothing but `KubeConfig` and its ways to authenticate: a tenth of it. Whoever uses
 * the rest after all gets an error that says so.
 */
export const kubeConfigOnly: Plugin = {
  name: "kube-config-only",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /./ }, ({ path, importer }) =>
      unused.includes(path) && importer.replaceAll("\\", "/").includes("/@kubernetes/client-node/dist/config.js")
        ? { path, namespace: "unused" }
        : undefined,
    );
    onLoad({ filter: /./, namespace: "unused" }, ({ path }) => ({
      contents: `
        const refuse = () => { throw new Error(${JSON.stringify(`Cannot use "${path}" of the Kubernetes client: it is not bundled here`)}); };
        const unused = function () { refuse(); };
        module.exports = new Proxy(unused, { get: (_, key) => (key === "__esModule" ? true : unused) });
      `,
      loader: "js",
    }));
  },
};
