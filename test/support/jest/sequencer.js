import { ofJest } from './parts.js';

const { default: Sequencer } = ofJest('@jest/test-sequencer');

/** What takes longest on a machine that has not run it before, the longest first; elsewhere Jest knows by itself. */
const longest = [
  'killed/killed',
  'platform/start',
  'browser/chain',
  'architecture/routes-that-write',
  'architecture/routes-without-effect',
  'assignments/prose-in-a-browser',
  'browser/joining',
  'architecture/routes',
  'courses/learning-in-a-browser',
];

/** Begins with the longest files, so that no core is left with one of them when the others have nothing more to do. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = longest.findIndex((name) => path.endsWith(`/test/${name}.spec.ts`));
      return at === -1 ? longest.length : at;
    };
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
}
