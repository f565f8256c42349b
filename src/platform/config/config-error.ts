import { StartError } from '../start-error.js';

/** A variable of the environment is missing or wrong. The message is one sentence for the operator. */
export class ConfigError extends StartError {
  override readonly name = 'ConfigError';
}
