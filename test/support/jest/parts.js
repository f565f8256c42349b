import { createRequire } from 'node:module';

/** A package that belongs to Jest itself, in the version that is installed with it. */
export const ofJest = createRequire(createRequire(import.meta.url).resolve('jest'));
