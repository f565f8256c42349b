import { type LimitName, limitOf } from '../../platform/limits/limits.rules.js';
import { fixedDemoCode, writtenCode } from '../register/code.rules.js';
import { MOST_CODES } from './list.rules.js';

/** A few words about the interface for programs. */
export interface ApiPage {
  /** Its address, with the version. */
  root: string;
  most: string;
  examples: { one: string; many: string; token: string };
  limits: { what: string; without: string; withToken: string }[];
}

export function apiPage(publicUrl: string): ApiPage {
  const root = `${publicUrl}/api/v1`;
  const code = writtenCode(fixedDemoCode('VALID'));
  return {
    root,
    most: String(MOST_CODES),
    examples: {
      one: `curl -s ${root}/certificates/${code}`,
      many: `curl -s ${root}/checks -H 'content-type: application/json' \\\n  -d '{"codes": ["${code}"]}'`,
      token: `curl -s ${root}/certificates/${code} \\\n  -H "authorization: Bearer $TOKEN"`,
    },
    limits: [
      {
        what: 'Codes',
        without: `${limitWords('checksByAddress')} for a network`,
        withToken: `${limitWords('checksByTokens')} for a person`,
      },
      {
        what: 'Of these, codes that lead nowhere',
        without: `${limitWords('verificationMissByAddress')} for a network`,
        withToken: `${limitWords('verificationMissByTokens')} for a person`,
      },
    ],
  };
}

function limitWords(name: LimitName): string {
  const { points, seconds } = limitOf(name);
  return `${points.toLocaleString('en-GB')} in ${seconds / 60} minutes`;
}
