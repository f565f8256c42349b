import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { loadInto } from './modules.js';
import { ofJest } from './parts.js';

const { default: Runtime } = ofJest('jest-runtime');

/**
 * Loads files of tests as Node loads modules. Jest's own runtime gives each file a context of node:vm with its own copy
 * of all modules: the application with all that it needs is some thousands of them, which takes seconds, leaves 80 MB
 * behind, and starts with cold code each time. Here a worker loads the application and its libraries once; only what
 * lies in test/ is loaded anew for each file. So `src` may keep nothing in its modules that one application could find
 * of another, which holds for a process with two of them as well.
 *
 * A file that needs modules of its own begins with `@jest-environment node`, and is loaded Jest's way.
 */
export default class ProcessRuntime extends Runtime {
  async unstable_importModule(path, name) {
    return isInProcess(this) ? loadInto(this, pathToFileURL(path)) : super.unstable_importModule(path, name);
  }

  /** The framework: its module and some global names keep the tests of a file, and with them all that these hold. */
  requireInternalModule(path, name) {
    if (!isInProcess(this)) return super.requireInternalModule(path, name);
    for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
      if (ofFramework.has(symbol.description)) Reflect.deleteProperty(globalThis, symbol);
    }
    const require = createRequire(path);
    delete require.cache[path];
    return require(path);
  }

  /** Sources that were loaded for an earlier file are mapped as well. */
  getSourceMaps() {
    return isInProcess(this) ? sourceMaps : super.getSourceMaps();
  }

  /** Here `process` is Node's own, no copy. */
  installGetBuiltinModule() {
    if (!isInProcess(this)) super.installGetBuiltinModule();
  }

  /** What Node is to run of a TypeScript file, from Jest's cache where it is there. */
  transformed(path, url) {
    const source = this.transformCache.transform(path, esModule);
    sourceMaps.set(url, this.transformCache.getSourceMaps().get(path) ?? '');
    return source;
  }

  /** What a file finds in `@jest/globals`. */
  globals() {
    return this.jestGlobals.cjsGlobals(this._testPath);
  }
}

const isInProcess = ({ _environment }) => _environment.global === globalThis;

const sourceMaps = new Map();
const ofFramework = new Set(['JEST_STATE_SYMBOL', 'EVENT_HANDLERS', 'TEST_TIMEOUT_SYMBOL']);

const esModule = {
  isInternalModule: false,
  supportsDynamicImport: true,
  supportsExportNamespaceFrom: true,
  supportsStaticESM: true,
  supportsTopLevelAwait: true,
};
