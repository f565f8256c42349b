import { type ExampleHandbook } from './example-handbook.js';
import { tessmarChocolate } from './tessmar-chocolate.js';
import { turnstoneBayExecution } from './turnstone-bay-execution.js';
import { turnstoneBayStrategy } from './turnstone-bay-strategy.js';

/** The handbooks about fictional companies that come with Capstone. */
export const exampleHandbooks: readonly ExampleHandbook[] = [
  tessmarChocolate,
  turnstoneBayStrategy,
  turnstoneBayExecution,
];
