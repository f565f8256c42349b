import { MOST_CODES } from './list.rules.js';
import { object, schema, schemas, text } from './open-api.schemas.js';

const response = (name: string) => ({ $ref: `#/components/responses/${name}` });

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
            '413': response('TooLarge'),
            '422': response('Unreadable'),
            ...refusals,
          },
        },
      },
      '/verify/files': {
        servers: [{ url: publicUrl }],
        post: {
          operationId: 'checkFile',
          summary: 'Check the file of a certificate',
          description:
            'Send `Accept: application/json`. It is counted by network, and nothing of the file is kept.',
          requestBody: {
            required: true,
            content: {
              'multipart/form-data': {
                schema: object({ file: { type: 'string', contentMediaType: 'application/octet-stream' } }),
              },
            },
          },
          responses: {
            '200': json('What the file is, and what the register says.', schema('FileAnswer')),
            '422': response('NoFile'),
            '429': response('TooMany'),
            '503': response('Busy'),
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
        NoFile: json('There is no file, or one that is too large.', schema('Problem')),
        TooLarge: json('What was sent is larger than anything that is checked.', schema('Problem')),
        TooMany: json('Too many codes in a while.', schema('Problem'), retryAfter),
        Busy: json('More is asked at the moment than can be answered.', schema('Problem'), retryAfter),
      },
      schemas,
    },
  };
}
