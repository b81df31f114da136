import { defineConfig } from "vitest/config";

const SERVICE = "http://127.0.0.1:8765";
const WORKER = "patrol-worker";
const PASSED_ON = "^/(?!app/|@|src/|node_modules/|$).*";

export default defineConfig({
  base: "/app/",
  build: {
    outDir: "../gridmap_api/web",
    emptyOutDir: true,
    target: "es2022",
    // The policy of the page lets nothing in that is not a file of the service.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_500,
    modulePreload: { polyfill: false },
    rollupOptions: {
      // The map, a light page for each errand on a phone, and what opens one without a network.
      input: {
        index: "index.html",
        near: "near.html",
        patrol: "patrol.html",
        report: "report.html",
        [WORKER]: "src/phone/patrol/worker.ts",
      },
      output: {
        // A browser finds a new service worker at the address of the old one.
        entryFileNames: ({ name }) =>
          name === WORKER ? `${WORKER}.js` : "assets/[name]-[hash].js",
      },
    },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { proxy: { [PASSED_ON]: { target: SERVICE } } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
