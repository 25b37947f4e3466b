// Build and test settings of the UI; the dev port is the one src-tauri/tauri.conf.json names.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  clearScreen: false,
  server: {
    port: 1420,
    strictPort: true,
    proxy: process.env.PRAMA_URL ? { "/api": process.env.PRAMA_URL } : undefined,
  },
  build: { target: "es2022", sourcemap: false, chunkSizeWarningLimit: 700 },
  test: {
    environment: "happy-dom",
    env: { VITE_HOST: "fake" },
    setupFiles: ["./src/test-setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: { include: [/tokens\.css/] },
    testTimeout: 60_000,
  },
});
