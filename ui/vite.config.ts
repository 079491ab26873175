import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  // The three web views that Tauri uses: WebView2, WKWebView, WebKitGTK.
  build: { target: ['safari16', 'chrome110'], modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  clearScreen: false,
  server: { port: 1420, strictPort: true, host: '127.0.0.1' },
  // Without this condition Vitest resolves Svelte's server build, in which nothing can be mounted.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : undefined,
  // A cold machine with other builds on it needs more than the five seconds that are usual.
  test: { testTimeout: 30_000, environment: 'happy-dom', include: ['tests/**/*.test.ts'], setupFiles: ['tests/setup.ts'] },
});
