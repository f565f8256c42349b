import { addressOf, fixedDemoCode } from '../../src/certificates/register/code.rules.js';
import type { CertificateSnapshot } from '../../src/certificates/register/snapshot.rules.js';

const code = fixedDemoCode('zoe');

/** A certificate's snapshot as issuing would freeze it; what a test is about is passed, the rest is like everyday. */
export function aSnapshot(changes: Partial<CertificateSnapshot> = {}): CertificateSnapshot {
  return {
    schema: 1,
    code,
    address: addressOf('https://capstone.example', code),
    academy: { name: 'Capstone Academy' },
    holder: { name: 'Zoë Nguyễn' },
    course: { title: 'Strategist', versionNumber: 3, summary: 'Three weeks, one handbook.' },
    cohort: { name: 'Autumn 2026', startsOn: '2026-10-19', endsOn: '2026-11-08', timeZone: 'Europe/Paris' },
    competencies: [
      {
        key: 'analysis',
        title: 'Analysis',
        level: 'Excellent',
        meaning: 'Findings rest on sources with dates, and an executive can decide from them.',
        points: 18,
        ofPoints: 20,
      },
      {
        key: 'strategy',
        title: 'Strategy',
        level: 'Proficient',
        meaning: 'The choice follows from the findings, and names what it rules out.',
        points: 16,
        ofPoints: 20,
      },
      {
        key: 'numbers',
        title: 'Numbers',
        level: 'Proficient',
        meaning: 'The choice follows from the findings, and names what it rules out.',
        points: 15.5,
        ofPoints: 20,
      },
      {
        key: 'execution',
        title: 'Execution',
        level: 'Excellent',
        meaning: 'Findings rest on sources with dates, and an executive can decide from them.',
        points: 19,
        ofPoints: 20,
      },
      {
        key: 'communication',
        title: 'Communication',
        level: 'Developing',
        meaning: 'There is a choice, but it does not follow from what was found.',
        points: 12,
        ofPoints: 20,
      },
    ],
    result: {
      percent: 80.5,
      passPercent: 60,
      passRule: 'Passed with at least 60 % in all and no competency below Developing.',
    },
    issuedOn: '2026-11-14',
    issuedAt: '2026-11-14T09:30:00.000Z',
    validUntil: null,
    signatories: [
      { name: 'Bob Tanaka', role: 'Instructor' },
      { name: 'Ada Lindqvist', role: 'Academy director' },
    ],
    evidence: null,
    ...changes,
  };
}
