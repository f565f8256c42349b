import { type Code } from '../../register/code.rules.js';
import { type FileAnswer, fileAnswer, isUndecided, type RegisterEntry } from './file-answer.rules.js';
import { type FileDigests } from './file-digests.js';
import { digestsOf, type FileTask, readFile } from './read-file.js';

/** What the academy answers at `/verify/files/keys`: its keys, as in JSON, and whose they are. */
export interface PublishedKeys {
  /** The origin under which the academy signs. */
  readonly origin: string;
  /** That of its pages. */
  readonly pagesUrl: string;
  /** ISO 8601. */
  readonly now: string;
  /** PEM of the authorities whose time stamps are believed; null where that is left to the reader. */
  readonly timeAuthorities: string | null;
  readonly keys: readonly PublishedKey[];
}

type Known = FileTask['known'];
type KeyFacts = Known['keys'][number];
export interface PublishedKey extends Omit<KeyFacts, 'createdAt' | 'retiredAt' | 'compromisedSince'> {
  /** ISO 8601, as are the others. */
  readonly createdAt: string;
  readonly retiredAt: string | null;
  readonly compromisedSince: string | null;
}

/** What is sent to `/verify/files/comparisons`. */
export interface ComparisonRequest extends FileDigests {
  readonly code: Code;
}

/** What is answered there. */
export interface Comparison {
  /** Null where there is no certificate under the code. */
  readonly entry: RegisterEntry | null;
}

/** The two things that are asked of the academy. */
export interface Academy {
  keys(): Promise<PublishedKeys>;
  comparison(request: ComparisonRequest): Promise<Comparison>;
}

/**
 * Checks a file where it is: the academy is told its digests, and no more of what stands in it than the code. The answer is the same
 * as if the file had been sent (`FileChecks.check`).
 *
 * @returns null where only the academy can tell, from the file
 * @throws whatever `academy` throws
 */
export async function checkHeldFile(
  bytes: Uint8Array,
  academy: Academy,
): Promise<{ readonly answer: FileAnswer; readonly entry: RegisterEntry | null } | null> {
  const published = await academy.keys();
  const reading = await readFile({ bytes, known: knownFrom(published) });
  const { entry } =
    reading.code !== null && 'given' in reading
      ? await academy.comparison({ code: reading.code, ...digestsOf(reading) })
      : { entry: null };
  if (isUndecided(reading, entry)) return null;
  return { answer: fileAnswer(reading, entry, published.pagesUrl), entry };
}

function knownFrom({ origin, keys, now, ...others }: PublishedKeys): Known {
  const dated = ({ createdAt, retiredAt, compromisedSince, ...key }: PublishedKey): KeyFacts => ({
    ...key,
    createdAt: new Date(createdAt),
    retiredAt: retiredAt === null ? null : new Date(retiredAt),
    compromisedSince: compromisedSince === null ? null : new Date(compromisedSince),
  });
  return { ...others, publicUrl: origin, keys: keys.map(dated), now: new Date(now) };
}
