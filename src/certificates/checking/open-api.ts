import { hideableFields } from '../register/visibility.rules.js';
import { type Check } from './checks.service.js';
import { MOST_CODES } from './list.rules.js';

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

const text = { type: 'string' } as const;
const instant = { type: 'string', format: 'date-time', description: 'UTC, ISO 8601' } as const;
const day = { type: 'string', format: 'date', description: 'A day of the cohort, ISO 8601' } as const;
const address = { type: 'string', format: 'uri' } as const;
const percent = { type: 'number', minimum: 0, maximum: 100 } as const;
const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const response = (name: string) => ({ $ref: `#/components/responses/${name}` });

/** Members are all there unless `optional` names them; more may be added one day. */
function object(properties: Record<string, object>, optional: readonly string[] = []) {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
  };
}

const json = (description: string, content: object, headers?: object) => ({
  description,
  ...(headers && { headers }),
  content: { 'application/json': { schema: content } },
});

const retryAfter = {
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer', minimum: 1 } },
};

const refusals = {
  '401': response('UnknownToken'),
  '429': response('TooMany'),
  '503': response('Busy'),
};

/** Nobody needs to sign in; a token, where there is one, is counted by. */
const security = [{}, { token: [] }];

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

/** @returns the description of the interface for programs, OpenAPI 3.1 */
export function openApi(publicUrl: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Checking certificates',
      version: '1',
      description:
        'Says what certificates of this academy say, and whether they hold. Members may be added to answers; what a member means does not change.',
    },
    externalDocs: { url: `${publicUrl}/api`, description: 'The same for people' },
    servers: [{ url: `${publicUrl}/api/v1` }],
    paths: {
      '/certificates/{code}': {
        get: {
          operationId: 'checkCertificate',
          summary: 'Check one certificate',
          security,
          parameters: [
            {
              name: 'code',
              in: 'path',
              required: true,
              description: 'Case, spaces, hyphens, O for 0 and I for 1 are forgiven.',
              schema: text,
            },
          ],
          responses: {
            '200': json('There is a certificate, whether or not it holds.', schema('Check')),
            '404': json('There is none under this code, or this is no code.', schema('Check')),
            ...refusals,
          },
        },
      },
      '/checks': {
        post: {
          operationId: 'checkCertificates',
          summary: `Check up to ${MOST_CODES} certificates`,
          security,
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schema('Codes') } },
          },
          responses: {
            '200': json('One check for each code, in their order.', schema('Checks')),
            '400': response('Unreadable'),
            '422': response('Unreadable'),
            ...refusals,
          },
        },
      },
    },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: `Made at ${publicUrl}/account/tokens` },
      },
      responses: {
        UnknownToken: json('The token is not known, or was withdrawn.', schema('Problem')),
        Unreadable: json(
          'What was sent is no list of codes, or too long a one. Nothing was checked.',
          schema('Problem'),
        ),
        TooMany: json('Too many codes in a while.', schema('Problem'), retryAfter),
        Busy: json('More is asked at the moment than can be answered.', schema('Problem'), retryAfter),
      },
      schemas: {
        Codes: object({
          codes: {
            type: 'array',
            minItems: 1,
            maxItems: MOST_CODES,
            items: { type: 'string', maxLength: 2048, description: 'A code or an address, as it was typed' },
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
            status: {
              enum: Object.keys(statuses),
              description: Object.entries(statuses)
                .map(([status, meaning]) => `- \`${status}\`: ${meaning}`)
                .join('\n'),
            },
            word: { ...text, description: 'The status in English' },
            sentence: { ...text, description: 'A sentence for people, in English' },
            checkedAt: instant,
            facts: { anyOf: [schema('Facts'), { type: 'null' }] },
            since: {
              ...instant,
              description: 'Since when it is revoked, suspended, superseded, expired or erased',
            },
            reason: { ...text, description: 'The academy’s public words on a revocation or a suspension' },
            supersededBy: { ...address, description: 'The certificate that has taken its place' },
            retryAfterSeconds: { type: 'integer', minimum: 1 },
          },
          ['since', 'reason', 'supersededBy', 'retryAfterSeconds'],
        ),
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
      },
    },
  };
}
