import { hideableFields } from '../register/visibility.rules.js';
import { type Check } from './checks.service.js';
import { type FileOutcome } from './files/file-answer.rules.js';
import { LONGEST_CODE, MOST_CODES } from './list.rules.js';

/** Every answer, and what it means to whoever asked. */
const statuses = {
  valid: 'Issued, and it stands.',
  expired: 'It was valid until `since`; what it says was true when it was issued.',
  superseded: 'A newer certificate has taken its place: `supersededBy`.',
  suspended: 'Not to be relied on while the academy looks into it.',
  revoked: 'The academy withdrew it; `reason` is what it says about that in public.',
  'key-compromised':
    'It was signed after its key had fallen into other hands, `since`; `reason` says how. Not to be relied on.',
  erased: 'A certificate was issued under this code; its holder’s data was erased since, so `facts` is null.',
  'never-issued': 'The code is well formed, and nothing was ever issued under it.',
  'typing-error': 'The check character does not fit: the code was mistyped.',
  'not-a-code': 'This is no code and no address of a certificate.',
  'not-checked':
    'Nothing is said about this code: too many codes that led nowhere were asked for. Ask again after `retryAfterSeconds`. Only among several codes; a single one is answered 429.',
} as const satisfies Record<Check['status'], string>;

export const text = { type: 'string' } as const;
const instant = { type: 'string', format: 'date-time', description: 'UTC, ISO 8601' } as const;
const day = { type: 'string', format: 'date', description: 'A day of the cohort, ISO 8601' } as const;
const address = { type: 'string', format: 'uri' } as const;
const percent = { type: 'number', minimum: 0, maximum: 100 } as const;
export const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** Members are all there unless `optional` names them; more may be added one day. */
export function object(properties: Record<string, object>, optional: readonly string[] = []) {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
  };
}

const facts = {
  ...object(
    {
      code: { ...text, description: 'Without hyphens' },
      address,
      academy: object({ name: text }),
      holder: object({ name: text, han: { ...text, description: 'The form of Han characters' } }, ['han']),
      course: object({ title: text, versionNumber: { type: 'integer' }, summary: text }),
      cohort: object({ name: text, startsOn: day, endsOn: day, timeZone: text }),
      competencies: { type: 'array', items: schema('Competency') },
      result: object({ percent, passPercent: percent, passRule: text }, ['percent']),
      issuedOn: day,
      issuedAt: instant,
      validUntil: {
        anyOf: [instant, { type: 'null' }],
        description: 'The first instant at which it has expired',
      },
      signatories: { type: 'array', items: object({ name: text, role: text }) },
      evidence: {
        anyOf: [object({ root: text, sections: { type: 'integer' } }), { type: 'null' }],
        description: 'The root of the salted digests of the graded sections',
      },
      withheld: {
        type: 'array',
        items: { enum: hideableFields },
        description: 'What the holder keeps from the public; it is then missing in these facts.',
      },
    },
    ['holder', 'cohort', 'competencies', 'evidence', 'withheld'],
  ),
  description: 'Everything that the certificate prints, but what its holder withholds',
};

const optionalOfAnswers = ['since', 'reason', 'supersededBy'] as const;

/** What the register says of a certificate. */
const registered = {
  checkedAt: instant,
  facts: { anyOf: [schema('Facts'), { type: 'null' }] },
  since: {
    ...instant,
    description:
      'Since when it is revoked, suspended, superseded, expired or erased; or since when its key was in other hands',
  },
  reason: {
    ...text,
    description: 'The academy’s public words on a revocation or a suspension, or on what became of the key',
  },
  supersededBy: { ...address, description: 'The certificate that has taken its place' },
} as const;

const status = {
  enum: Object.keys(statuses),
  description: Object.entries(statuses)
    .map(([name, meaning]) => `- \`${name}\`: ${meaning}`)
    .join('\n'),
} as const;

const textOrNull = { type: ['string', 'null'] } as const;

/** What a file is. */
const outcomes = {
  genuine: 'As the academy made it. `certificate` says whether it holds.',
  differs: 'Signed by the academy, and yet it says something else than the register.',
  'never-issued': 'Signed by the academy, and the register knows nothing of it.',
  unsigned: 'What a certificate is printed from, by itself; anybody can write that.',
  'not-as-issued': 'It says that it is the academy’s, and is not as the academy made it.',
  foreign: 'Somebody else’s.',
  nothing: 'No certificate.',
} as const satisfies Record<FileOutcome, string>;

/** The shapes of what is sent and answered, by name. */
export const schemas = {
  Codes: object({
    codes: {
      type: 'array',
      minItems: 1,
      maxItems: MOST_CODES,
      items: {
        type: 'string',
        maxLength: LONGEST_CODE,
        description: 'A code or an address, as it was typed',
      },
    },
  }),
  Checks: object({ checks: { type: 'array', items: schema('Check') } }),
  Check: object(
    {
      typed: { ...text, description: 'What was asked for' },
      code: {
        type: ['string', 'null'],
        description: 'In five groups of five; null where none can be read',
      },
      status,
      word: { ...text, description: 'The status in English' },
      sentence: { ...text, description: 'A sentence for people, in English' },
      ...registered,
      retryAfterSeconds: { type: 'integer', minimum: 1 },
    },
    [...optionalOfAnswers, 'retryAfterSeconds'],
  ),
  Registered: object({ status, ...registered }, optionalOfAnswers),
  FileAnswer: object({
    valid: {
      type: 'boolean',
      description: 'The file is genuine, says what the register says, and its certificate is valid now',
    },
    outcome: {
      enum: Object.keys(outcomes),
      description: Object.entries(outcomes)
        .map(([name, meaning]) => `- \`${name}\`: ${meaning}`)
        .join('\n'),
    },
    sentence: { ...text, description: 'A sentence for people, in English' },
    file: { ...text, description: 'The kind of file: `pdf`, `png`, `svg` …' },
    signatures: {
      type: 'array',
      items: object({
        of: { enum: ['pdf', 'credential'] },
        holds: { type: 'boolean' },
        finding: { ...text, description: 'A word for programs' },
        sentence: text,
        signedAt: { type: ['string', 'null'], format: 'date-time' },
      }),
    },
    keptFile: {
      type: 'boolean',
      description: 'It equals, byte by byte, a file that the academy keeps',
    },
    pictureCompared: {
      type: ['boolean', 'null'],
      description:
        'Of a picture whether what is drawn in it is known to be as the academy drew it; false: only the credential in it was compared',
    },
    sameSnapshot: {
      type: ['boolean', 'null'],
      description:
        'Whether what it was printed from is what the register keeps; null where it does not hold that, or it is not told',
    },
    code: { ...textOrNull, description: 'In five groups of five; null where the file names none' },
    address: textOrNull,
    certificate: {
      anyOf: [schema('Registered'), { type: 'null' }],
      description: 'What the register says of the certificate that the file names',
    },
    facts: {
      type: 'array',
      items: object({
        name: text,
        label: text,
        given: { ...textOrNull, description: 'What the file says' },
        register: { ...textOrNull, description: 'What the register says; null where that is withheld' },
        withheld: { type: 'boolean' },
        comparison: { enum: ['same', 'differs', 'not-in-file', 'not-compared'] },
        members: { type: 'array', items: text, description: 'Those of the file that differ' },
      }),
    },
  }),
  Facts: facts,
  Competency: object(
    {
      key: text,
      title: text,
      level: text,
      meaning: text,
      points: { type: 'number' },
      ofPoints: { type: 'number' },
    },
    ['points', 'ofPoints'],
  ),
  Problem: object({
    error: object(
      {
        kind: { ...text, description: 'A word for programs: `invalid`, `tooMany`, `signInNeeded` …' },
        message: { ...text, description: 'A sentence for people, in English' },
        retryAfterSeconds: { type: 'integer', minimum: 1 },
        errors: { type: 'array', items: object({ field: text, message: text }) },
      },
      ['retryAfterSeconds', 'errors'],
    ),
  }),
};
