import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { viewTemplates } from './view-templates.js';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * Builds `views/assets` into `dist/public/assets` (served as `/assets/`) under names that carry a digest of the
 * content, and lists them in `dist/public/.vite/manifest.json`; the entry is `main.ts`.
 */
export default defineConfig({
  root: path('./assets'),
  publicDir: path('./assets/public'),
  base: '/',
  plugins: [turboWithoutStyleElement()],
  worker: { format: 'es', plugins: () => [viewTemplates()] },
  build: {
    // The editor (Tiptap, Yjs) is one lazy chunk of about 780 kB; a growth beyond that is worth a warning.
    chunkSizeWarningLimit: 850,
    outDir: path('../dist/public'),
    emptyOutDir: true,
    assetsDir: 'assets',
    // The Content-Security-Policy allows fonts from this server only, so none may become a data: address.
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    sourcemap: true,
    target: 'es2022',
    rolldownOptions: {
      input: {
        main: path('./assets/main.ts'),
        'offline-worker': path('./assets/handbook/offline-worker.ts'),
      },
      // A browser knows a service worker by its address, so this one has no digest in its name.
      output: {
        entryFileNames: ({ name }) =>
          name === 'offline-worker' ? 'assets/[name].js' : 'assets/[name]-[hash].js',
      },
    },
  },
});

/**
 * Turbo puts a <style> for its progress bar into every page as soon as it is imported, which a strict
 * Content-Security-Policy refuses (and reports). Capstone draws its own progress line, so that call is taken out.
 */
function turboWithoutStyleElement(): Plugin {
  const call = 'this.installStylesheetElement();';
  return {
    name: 'turbo-without-style-element',
    transform: {
      filter: { id: /@hotwired\/turbo\/dist\/.*\.js$/ },
      handler(code) {
        if (!code.includes(call))
          this.error(`Turbo no longer contains "${call}": look at its progress bar again`);
        return { code: code.replace(call, ''), map: null };
      },
    },
  };
}
