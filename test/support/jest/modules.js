import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../', import.meta.url).href;
const tests = `${root}test/`;
const globals = `${tests}@jest/globals`;
const sources = [tests, ...['src/', 'migrations/', 'views/'].map((folder) => root + folder)];
const isOurs = (url) => sources.some((folder) => url.startsWith(folder));

/** The runtime of the file of tests that runs: a process runs one after the other. */
let current;
let files = 0;

/**
 * Loads a file of tests. What it imports from test/ is its own copy, told apart by the address's query; everything else
 * is loaded once a process.
 *
 * @param runtime whose `describe`, `it`, `expect` … the file gets
 */
export function loadInto(runtime, url) {
  current = runtime;
  files += 1;
  return import(`${url.href}?file=${String(files)}`);
}

registerHooks({
  resolve(specifier, context, next) {
    const from = context.parentURL ?? '';
    if (!isOurs(from)) return next(specifier, context);
    const { search } = new URL(from);
    if (specifier === '@jest/globals') return { url: globals + search, format: 'module', shortCircuit: true };
    if (!specifier.startsWith('.')) return next(specifier, context);
    const url = new URL(specifier, from);
    const typed = new URL(url.href.replace(/\.js$/, '.ts'));
    if (!existsSync(typed)) return next(specifier, context);
    if (typed.href.startsWith(tests)) typed.search = search;
    return { url: typed.href, format: 'module', shortCircuit: true };
  },

  load(url, context, next) {
    if (url.startsWith(globals)) return { format: 'module', source: globalsOf(current), shortCircuit: true };
    if (!isOurs(url) || !/\.ts(\?|$)/.test(url)) return next(url, context);
    const source = current.transformed(fileURLToPath(url), url);
    return { format: 'module', source, shortCircuit: true };
  },
});

/** The names are those of the file that runs, and stay its own. */
function globalsOf(runtime) {
  const key = Symbol.for('capstone.tests');
  globalThis[key] = runtime.globals();
  const names = Object.keys(globalThis[key]).join(', ');
  return `export const { ${names} } = globalThis[Symbol.for('capstone.tests')];`;
}
