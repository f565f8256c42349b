import { describe, expect, it } from '@jest/globals';
import { type PublicKeyRecord } from '../../../src/certificates/keys/signing-key.js';
import { signedCertificatesPage } from '../../../src/certificates/reissues/reissues.views.js';
import { type ReissueProgress } from '../../../src/certificates/reissues/signed-certificates.service.js';
import { type Viewer } from '../../../src/platform/web/viewer.js';

const since = new Date('2026-11-20T09:00:00Z');
const key: PublicKeyRecord = {
  ...{ id: 'a', name: 'proof-2026-11-01', purpose: 'proof', createdAt: new Date('2026-11-01T09:00:00Z') },
  ...{
    retiredAt: since,
    compromisedSince: since,
    publicJwk: {},
    publicKeyMultibase: null,
    certificateChain: null,
  },
};
const none = { standing: 0, 'key-compromised': 0, suspended: 0, revoked: 0, superseded: 0, erased: 0 };

/** Of a key that has signed more than are counted. */
function pageOf(
  state: ReissueProgress['state'],
  left: number,
  failures: ReissueProgress['failures'] = [{ why: 'A reason.', count: 1 }],
) {
  const progress = { asked: { at: since, by: 'Ada' }, state, failures, issued: 10_000, files: 10_000 };
  const states = { ...none, superseded: 10_001 - left, 'key-compromised': left };
  const signed = { ...{ states, total: null, ids: [], older: null }, since, certificates: [], progress };
  return signedCertificatesPage({ key, seen: 2, isFirst: true, signed }, { timeZone: 'UTC' } as Viewer, '')
    .signed;
}

describe('a key that has signed more than are counted', () => {
  it('can be tried again where some could not be issued anew, though all that are counted were', () => {
    const page = pageOf('failed', 0);
    expect(page?.button).toBe('Issue these anew');
    expect(page?.failed).toBe(
      'One could not be issued anew. Those that were are good; try again for the rest.',
    );
    expect(page?.reasons).toEqual(['One of them: A reason.']);
    expect(page?.summary).toMatch(
      /^It has signed more than 10,000 certificates since then\..+ Not all of them have been/,
    );
  });

  it.each([
    ['done', 0, null],
    ['done', 3, 'Issue these anew'],
    ['waiting', 3, null],
  ] as const)('is %s with %d of those left: the button says %p', (state, left, button) => {
    const page = pageOf(state, left, []);
    expect([page?.button, page?.failed]).toEqual([button, null]);
  });

  it('tells what has failed while it goes on', () => {
    const page = pageOf('waiting', 30, [
      { why: 'A reason.', count: 20 },
      { why: 'Another.', count: 1 },
    ]);
    expect(page?.failed).toBe(
      '21 could not be issued anew so far. What has failed is tried once more behind all others.',
    );
    expect(page?.reasons).toEqual(['20 of them: A reason.', 'One of them: Another.']);
  });

  it('can be tried again where the last job was given up', () => {
    const page = pageOf('given-up', 0, []);
    expect([page?.button, page?.failed]).toEqual([
      'Issue these anew',
      'It was cut off before its end. Those that were issued anew are good; try again for the rest.',
    ]);
  });
});
