/** Vite: builds the shop to `dist/`; while developing it hands requests of the API on to the server beside it. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = process.env.API_URL ?? 'http://127.0.0.1:8000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { assetsInlineLimit: 0 },
  server: {
    port: 5173,
    host: '127.0.0.1',
    strictPort: true,
    // The host stays the page's own: the refresh cookie counts only in requests from the origin that the server sees.
    proxy: { '/api': { target: api, changeOrigin: false }, '/mailbox': { target: api, changeOrigin: false } },
  },
});
