import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fixedDemoCode } from '../../src/certificates/register/code.rules.js';
import {
  mayFollow,
  verdictAt,
  verificationAnswer,
  type CertificateEventKind,
  type CertificateFact,
  type Finding,
} from '../../src/certificates/register/status.rules.js';
import { verdictWords } from '../../src/certificates/verification/verdict-words.rules.js';
import { aSnapshot } from './a-snapshot.js';

const day = (n: number) => new Date(Date.UTC(2026, 10, n, 12));
const now = day(28);
const successorCode = fixedDemoCode('successor');
const event = (
  kind: CertificateEventKind,
  at: number,
  publicReason: string | null = null,
): CertificateFact => ({
  kind,
  at: day(at),
  publicReason,
  successorCode: kind === 'superseded' ? successorCode : null,
});
const issued = event('issued', 1);
const kinds: CertificateEventKind[] = [
  'issued',
  'suspended',
  'reinstated',
  'revoked',
  'superseded',
  'erased',
];

describe('the verdict is the first that fits', () => {
  it.each<[string, CertificateFact[], Date | null, Finding]>([
    ['never issued', [], null, { status: 'never-issued' }],
    ['valid', [issued], null, { status: 'valid' }],
    ['valid until a later day', [issued], day(29), { status: 'valid' }],
    ['expired at the very instant', [issued], now, { status: 'expired', since: now }],
    [
      'suspended',
      [issued, event('suspended', 2, 'Under review.')],
      null,
      { status: 'suspended', since: day(2), reason: 'Under review.' },
    ],
    [
      'valid again once reinstated',
      [issued, event('suspended', 2), event('reinstated', 3)],
      null,
      { status: 'valid' },
    ],
    [
      'suspended a second time',
      [issued, event('suspended', 2), event('reinstated', 3), event('suspended', 4)],
      null,
      { status: 'suspended', since: day(4), reason: null },
    ],
    [
      'superseded',
      [issued, event('superseded', 5)],
      null,
      { status: 'superseded', since: day(5), successorCode },
    ],
    [
      'superseded rather than expired',
      [issued, event('superseded', 5)],
      day(3),
      { status: 'superseded', since: day(5), successorCode },
    ],
    [
      'suspended rather than expired',
      [issued, event('suspended', 2)],
      day(3),
      { status: 'suspended', since: day(2), reason: null },
    ],
    [
      'revoked rather than superseded',
      [issued, event('superseded', 5), event('revoked', 6, 'Copied work.')],
      null,
      { status: 'revoked', since: day(6), reason: 'Copied work.' },
    ],
    [
      'revoked rather than suspended',
      [issued, event('suspended', 5), event('revoked', 6)],
      null,
      { status: 'revoked', since: day(6), reason: null },
    ],
    [
      'revoked rather than expired',
      [issued, event('revoked', 6)],
      day(3),
      { status: 'revoked', since: day(6), reason: null },
    ],
    [
      'erased above all',
      [issued, event('revoked', 6, 'Copied work.'), event('erased', 7)],
      day(3),
      { status: 'erased', since: day(7) },
    ],
  ])('%s', (_, events, validUntil, verdict) => {
    expect(verdictAt(events, validUntil, now, null)).toEqual(verdict);
  });

  const compromise = { since: day(1), reason: 'A laptop was stolen.' };
  it.each<[string, CertificateFact[], Date | null, Finding['status']]>([
    ['rather than valid', [issued], null, 'key-compromised'],
    ['rather than expired', [issued], day(3), 'key-compromised'],
    ['but not rather than superseded', [issued, event('superseded', 5)], null, 'superseded'],
    ['but not rather than suspended', [issued, event('suspended', 5)], null, 'suspended'],
    ['but not rather than revoked', [issued, event('revoked', 5)], null, 'revoked'],
    ['but not rather than erased', [issued, event('erased', 5)], null, 'erased'],
    ['but not of what was never issued', [], null, 'never-issued'],
  ])('signed with a compromised key, %s', (_, events, validUntil, status) => {
    const verdict = verdictAt(events, validUntil, now, compromise);
    expect(verdict.status).toBe(status);
    if (verdict.status === 'key-compromised') expect(verdict).toEqual({ status, ...compromise });
  });

  it('gives every history that the table allows a verdict, and its last word is the state', () => {
    const histories = fc.array(fc.constantFrom(...kinds), { maxLength: 12 }).map((wished) => {
      const history: CertificateFact[] = [];
      for (const kind of wished) if (mayFollow(history, kind)) history.push(event(kind, history.length + 1));
      return history;
    });
    const told = {
      issued: 'valid',
      reinstated: 'valid',
      suspended: 'suspended',
      revoked: 'revoked',
      superseded: 'superseded',
      erased: 'erased',
    } as const;
    fc.assert(
      fc.property(histories, (history) => {
        const last = history.at(-1);
        expect(verdictAt(history, null, now, null).status).toBe(last ? told[last.kind] : 'never-issued');
      }),
    );
  });

  it('lets nothing follow erasing, only erasing follow revoking, and nothing come before issuing', () => {
    expect(kinds.filter((kind) => mayFollow([], kind))).toEqual(['issued']);
    expect(kinds.filter((kind) => mayFollow([issued], kind))).not.toContain('issued');
    expect(kinds.filter((kind) => mayFollow([issued, event('revoked', 2)], kind))).toEqual(['erased']);
    expect(kinds.filter((kind) => mayFollow([issued, event('erased', 2)], kind))).toEqual([]);
  });
});

const findings: Finding[] = [
  { status: 'valid' },
  { status: 'expired', since: new Date('2026-11-14T23:00:00Z') },
  { status: 'superseded', since: day(5), successorCode },
  { status: 'suspended', since: day(5), reason: null },
  { status: 'revoked', since: day(6), reason: 'Copied work.' },
  { status: 'key-compromised', since: day(6), reason: 'A laptop was stolen.' },
  { status: 'erased', since: day(7) },
  { status: 'never-issued' },
  { status: 'typing-error' },
  { status: 'not-a-code' },
];

describe('the verification answer', () => {
  const snapshot = aSnapshot();
  const answer = (finding: Finding) =>
    verificationAnswer(finding, snapshot, now, 'https://capstone.example', []);

  it('gives an employer every printed fact, as dates that a program can read', () => {
    const { schema, ...facts } = snapshot;
    expect(schema).toBe(1);
    expect(answer({ status: 'valid' })).toEqual({
      status: 'valid',
      checkedAt: '2026-11-28T12:00:00.000Z',
      facts,
    });
  });

  it('gives the day and the public reason of a revocation, with the facts', () => {
    expect(answer({ status: 'revoked', since: day(6), reason: 'Copied work.' })).toMatchObject({
      status: 'revoked',
      since: '2026-11-06T12:00:00.000Z',
      reason: 'Copied work.',
      facts: { holder: { name: 'Zoë Nguyễn' } },
    });
    expect(answer({ status: 'revoked', since: day(6), reason: null })).not.toHaveProperty('reason');
  });

  it('gives the address of the successor', () => {
    expect(answer({ status: 'superseded', since: day(5), successorCode }).supersededBy).toMatch(
      /^https:\/\/capstone\.example\/verify\/DEM0S-/,
    );
  });

  it.each(['erased', 'never-issued', 'typing-error', 'not-a-code'] as const)(
    'says nothing of the person when %s',
    (status) => {
      const finding: Finding = status === 'erased' ? { status, since: day(7) } : { status };
      expect(answer(finding).facts).toBeNull();
      expect(JSON.stringify(answer(finding)) + verdictWords(finding, null).sentence).not.toContain('Nguyễn');
    },
  );
});

describe('the words of a verdict', () => {
  const words = findings.map((finding) => verdictWords(finding, aSnapshot()));

  it('differ for every verdict: icon, word and sentence', () => {
    for (const part of ['icon', 'word', 'sentence'] as const) {
      expect(new Set(words.map((one) => one[part])).size).toBe(findings.length);
    }
  });

  it('use icons that the icon set has', () => {
    const icons = join(
      dirname(createRequire(import.meta.url).resolve('lucide-static/package.json')),
      'icons',
    );
    expect(readdirSync(icons)).toEqual(expect.arrayContaining(words.map(({ icon }) => `${icon}.svg`)));
  });

  it('greet a valid one with name and day', () => {
    expect(words[0]).toEqual({
      icon: 'badge-check',
      tone: 'good',
      word: 'Valid',
      sentence: 'Issued to Zoë Nguyễn on 14 November 2026 and unchanged since.',
    });
  });

  it('name the last valid day in the cohort’s zone, not the first invalid one', () => {
    // 23:00 UTC on the 14th is midnight in Paris: the 14th was the last whole day.
    expect(words[1]?.sentence).toContain('It was valid until 14 November 2026.');
  });

  it('stay plain: no exclamation, no apology', () => {
    for (const { sentence } of words) expect(sentence).not.toMatch(/!|please|sorry|oops/i);
  });
});
