import { defineConfig } from "vitest/config";

// Assets are files of their own, never inline (`assetsInlineLimit`): the server's
// Content-Security-Policy allows no inline scripts or styles, and `modulePreload.polyfill` would be an
// inline script. `cssCodeSplit` (on by default) gives each page its own style sheet, loaded with its
// chunk. Names carry a hash of the content, so the server lets browsers keep them for ever.
//
// `npm run dev` serves the sources at http://localhost:5173 and hands everything else to a running
// server, WEIR_URL or the default one.
const server = process.env["WEIR_URL"] ?? "http://127.0.0.1:9430";

/** The server takes only calls of its own pages: what the browser says of the dev server's origin is left out. */
const proxied = {
  target: server,
  changeOrigin: true,
  headers: { origin: server },
};

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    outDir: "target/ui",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  // tests of contrast read the style sheets
  test: { include: ["src/**/*.test.ts"], css: true },
  server: {
    proxy: {
      "/api": proxied,
      "/loki": proxied,
      "/weir": proxied,
      "/metrics": proxied,
      "/-": proxied,
    },
  },
});
