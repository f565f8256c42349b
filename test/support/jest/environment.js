import { ofJest } from './parts.js';

const { ModuleMocker } = ofJest('jest-mock');

/**
 * Tests run in the process itself and not in a context of node:vm (see runtime.js). What a file of tests changes of
 * the process is put back when it has ended.
 */
export default class ProcessEnvironment {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null;
  fakeTimersModern = null;
  #env = { ...process.env };
  #exit = process.exit;
  #console = globalThis.console;

  async setup() {}

  async teardown() {
    for (const name of Object.keys(process.env)) if (!(name in this.#env)) delete process.env[name];
    Object.assign(process.env, this.#env);
    process.exit = this.#exit;
    globalThis.console = this.#console;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** Never used to run anything; Jest wants one. */
  getVmContext() {
    return {};
  }
}
