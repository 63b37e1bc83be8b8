import { defineConfig } from "vite";

// Assets are files of their own, never inline: the server's Content-Security-Policy allows no
// inline scripts or styles. `npm run dev` proxies to a running server.
const server = process.env["WEIR_URL"] ?? "http://127.0.0.1:9430";

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    outDir: "target/ui",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: Object.fromEntries(["/api", "/weir", "/loki", "/metrics", "/-"].map((path) => [path, { target: server, changeOrigin: false }])),
  },
});
