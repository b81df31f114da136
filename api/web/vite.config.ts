import { defineConfig } from "vitest/config";

const SERVICE = "http://127.0.0.1:8765";
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
    // The map, and a light page for each errand on a phone.
    rollupOptions: { input: ["index.html", "near.html", "patrol.html", "report.html"] },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { proxy: { [PASSED_ON]: { target: SERVICE } } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
