import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comparableOf, isWithheld } from '../../../../src/certificates/checking/files/comparable.rules.js';
import {
  comparedFacts,
  type ComparedFact,
  type Given,
  type Same,
} from '../../../../src/certificates/checking/files/facts.rules.js';
import { factOf, type FactName } from '../../../../src/certificates/checking/files/fact-paths.rules.js';
import { buildCredential } from '../../../../src/certificates/credential/credential.rules.js';
import {
  hideableFields,
  type HideableField,
} from '../../../../src/certificates/register/visibility.rules.js';
import { aSnapshot } from '../../a-snapshot.js';
import { publicUrl, statusEntries } from '../../credential/a-credential.js';

const snapshot = aSnapshot({
  scales: aSnapshot().competencies.map(({ key, level, meaning }) => ({
    key,
    levels: [
      { level: 'Missing', meaning: 'Nothing was handed in.' },
      { level, meaning },
    ],
    required: level,
  })),
  evidence: { root: '5d7f'.repeat(16), sections: 14 },
  validUntil: '2028-11-14T23:00:00.000Z',
  academy: { name: 'Capstone Academy', logo: '07c1'.repeat(16) },
});
const copied = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
const subjectId = 'urn:uuid:1f0a3c9e-6c62-4b11-9c3f-0a55b1d0c001';
const credential = copied(buildCredential(snapshot, { publicUrl, subjectId, statusEntries }));
const kept = { snapshot, credential };
const whole: Given = { snapshot: copied(snapshot), credential };

const compared = (given: Given, hidden: readonly HideableField[] = [], isOurs = false) =>
  comparedFacts(given, comparableOf(kept, hidden, false), isOurs);
const all: Same = { snapshot: true, credential: true };
/** By whoever is not told what is hidden. */
const comparedOutside = (
  given: Given,
  isOurs: boolean,
  same?: Same,
  hidden: readonly HideableField[] = hideableFields,
) => comparedFacts(given, comparableOf(kept, hidden, true), isOurs, same);
const differing = (facts: readonly ComparedFact[]) =>
  facts.filter(({ comparison }) => comparison === 'differs').map(({ name }) => name);

/** The ways to all that is said. */
function waysIn(value: unknown, way: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [way];
  return Object.entries(value).flatMap(([name, inner]) => waysIn(inner, [...way, name]));
}

function changed(
  value: unknown,
  [name = '', ...rest]: readonly string[],
  to: (old: unknown) => unknown,
): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  const next = rest.length > 0 ? changed(copy[name], rest, to) : to(copy[name]);
  if (next === undefined && !Array.isArray(copy))
    return Object.fromEntries(Object.entries(copy).filter(([one]) => one !== name));
  copy[name] = next;
  return copy;
}

/** Which fact is named for some of them. */
const some = {
  snapshot: {
    code: 'code',
    address: 'code',
    'holder.name': 'holder',
    'course.title': 'course',
    'cohort.endsOn': 'cohort',
    'competencies.3.meaning': 'level-3',
    'competencies.3.ofPoints': 'points-3',
    'scales.1.levels.0.meaning': 'level-1',
    'result.percent': 'result',
    'result.passPercent': 'rule',
    issuedAt: 'issued',
    validUntil: 'ends',
    'signatories.1.role': 'signatories',
    'evidence.root': 'evidence',
  },
  credential: {
    id: 'code',
    'issuer.name': 'academy',
    'issuer.image.id': 'academy',
    'issuer.image.caption': 'academy',
    name: 'course',
    'credentialSubject.name': 'holder',
    'credentialSubject.identifier.0.identityHash': 'holder',
    'credentialSubject.term': 'cohort',
    'credentialSubject.achievement.version': 'course',
    'credentialSubject.achievement.resultDescription.0.requiredValue': 'rule',
    'credentialSubject.achievement.resultDescription.4.name': 'level-3',
    'credentialSubject.achievement.resultDescription.4.valueMax': 'points-3',
    'credentialSubject.result.0.value': 'result',
    'credentialSubject.result.5.achievedLevel': 'level-4',
    'credentialSubject.result.5.value': 'points-4',
    validUntil: 'ends',
    'credentialStatus.statusListIndex': 'status',
  },
} as const;

const otherValue = fc.oneof(
  fc.constant(undefined),
  fc.constant(null),
  fc.string(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant({}),
  fc.constant([]),
  fc.constant({ __proto__: null, name: ['x'] }),
);

describe('the facts of a file', () => {
  it('are those of the register where the file says the same', () => {
    for (const given of [whole, { ...whole, snapshot: null }, { ...whole, credential: null }]) {
      const facts = compared(given);
      expect(differing(facts)).toEqual([]);
      for (const fact of facts) {
        expect(fact.register).not.toBeNull();
        if (fact.comparison === 'same') expect(fact.given).toBe(fact.register);
      }
    }
    expect(compared(whole).map(({ label, given }) => `${label}: ${given ?? ''}`)).toEqual([
      'Code and address: DEM0Z 0EDEM 0Z0ED EM0Z0 EDEMA',
      'Issued to: Zoë Nguyễn',
      'For the course: Strategist, version 3',
      'Result: 80.5\u00A0%',
      'Issued by: Capstone Academy',
      'Issued on: 14 November 2026',
      'Valid until: 14 November 2028',
      'Held: Autumn 2026, 19 October to 8 November 2026',
      'Analysis: Excellent',
      'Analysis, points: 18 of 20',
      'Strategy: Proficient',
      'Strategy, points: 16 of 20',
      'Numbers: Proficient',
      'Numbers, points: 15.5 of 20',
      'Execution: Excellent',
      'Execution, points: 19 of 20',
      'Communication: Developing',
      'Communication, points: 12 of 20',
      'Signed by: Bob Tanaka, Instructor · Ada Lindqvist, Academy director',
      'Passed when: Passed with at least 60 % in all and no competency below Developing.',
      'What the course asks: Three weeks, one handbook.',
      `The graded work: SHA-256 ${'5d7f'.repeat(16)}`,
    ]);
  });

  it('are said in the same words by a credential as by the register', () => {
    // What is hidden is told in the file's own words.
    const facts = compared({ ...whole, snapshot: null }, hideableFields, true);
    const shown = new Map(compared(whole).map(({ name, register }) => [name, register]));
    for (const { name, given, register, comparison } of facts) {
      if (comparison === 'same') expect([name, given]).toEqual([name, shown.get(name)]);
      if (/^(?:holder|result|cohort|level|points)/.test(name)) expect([name, register]).toEqual([name, null]);
    }
    expect(facts.filter(({ withheld }) => withheld)).toHaveLength(13);
  });

  it.each(['snapshot', 'credential'] as const)(
    'differ where any one thing in the %s is another',
    (source) => {
      const ways = waysIn(whole[source]);
      expect(ways.length).toBeGreaterThan(40);
      const named = new Map<string, FactName[]>();
      for (const way of ways) {
        const given = { ...whole, [source]: changed(whole[source], way, (old) => `${String(old)}x`) };
        named.set(way.join('.'), differing(compared(given)));
      }
      for (const [way, names] of named) expect([way, names.length]).toEqual([way, 1]);
      for (const [way, name] of Object.entries(some[source]))
        expect([way, named.get(way)]).toEqual([way, [name]]);
    },
  );

  it.each(['snapshot', 'credential'] as const)('differ whatever stands in the %s in its place', (source) => {
    const ways = waysIn(whole[source]);
    fc.assert(
      fc.property(fc.nat(ways.length - 1), fc.nat(9), otherValue, (at, depth, value) => {
        const way = (ways[at] ?? []).slice(0, depth + 1);
        const given = { ...whole, [source]: changed(whole[source], way, () => value) };
        fc.pre(JSON.stringify(given[source]) !== JSON.stringify(whole[source]));
        const facts = compared(given);
        expect(differing(facts)).not.toEqual([]);
        for (const fact of facts) if (fact.comparison === 'differs') expect(fact.members).not.toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('differ where something was added', () => {
    for (const source of ['snapshot', 'credential'] as const) {
      const given = { ...whole, [source]: { ...(whole[source] as object), honours: 'summa cum laude' } };
      const [fact] = compared(given).filter(({ comparison }) => comparison === 'differs');
      expect(fact).toMatchObject({ name: 'other', given: null, members: [`${source}.honours`] });
    }
  });

  it('name twenty members at most where more differ', () => {
    const given = { ...whole, snapshot: { ...snapshot, honours: Array.from({ length: 1900 }, () => 'x') } };
    const [fact] = compared(given).filter(({ comparison }) => comparison === 'differs');
    expect(fact).toMatchObject({ name: 'other' });
    expect(fact?.members).toHaveLength(20);
  });

  it('are shown as the file has them, beside the register', () => {
    const given = { ...whole, snapshot: aSnapshot({ ...snapshot, holder: { name: 'Eve' } }) };
    const facts = compared(given);
    expect(differing(facts)).toEqual(['holder']);
    expect(facts.find(({ name }) => name === 'holder')).toEqual({
      ...{ name: 'holder', label: 'Issued to', given: 'Eve', register: 'Zoë Nguyễn' },
      ...{ withheld: false, comparison: 'differs', members: ['snapshot.holder.name'] },
    });
  });

  it('are the same where a credential says by leaving something out that there is none', () => {
    const endless = aSnapshot();
    const options = { publicUrl, subjectId, statusEntries };
    const same = copied(buildCredential(endless, options));
    const comparable = comparableOf({ snapshot: endless, credential: same }, [], false);
    const facts = comparedFacts({ snapshot: null, credential: same }, comparable, false);
    for (const [name, given] of [
      ['ends', 'No end'],
      ['evidence', 'None'],
    ])
      expect(facts.find((fact) => fact.name === name)).toMatchObject({ given, comparison: 'same' });
  });

  it('that a credential does not tell are not in the file', () => {
    const facts = compared({ ...whole, snapshot: null });
    expect(facts.filter(({ comparison }) => comparison === 'not-in-file').map(({ name }) => name)).toEqual([
      'signatories',
    ]);
  });

  it('that are hidden are never told, whatever is guessed in a file that is not the academy’s', () => {
    const ways = (['snapshot', 'credential'] as const).flatMap((source) =>
      waysIn(whole[source]).map((way) => ({ source, way })),
    );
    const isHidden = ({ name }: ComparedFact) => /^(?:holder|result|cohort|level|points)/.test(name);
    const guessed = compared(whole, hideableFields).filter(isHidden);
    expect(new Set(guessed.map(({ comparison }) => comparison))).toEqual(new Set(['not-compared']));
    fc.assert(
      fc.property(fc.constantFrom(...ways), otherValue, ({ source, way }, value) => {
        const given = { ...whole, [source]: changed(whole[source], way, () => value) };
        const facts = compared(given, hideableFields).filter(isHidden);
        // The same as for the right guess, but for what the file itself says.
        const said = (fact: ComparedFact) => ({ ...fact, given: null });
        expect(facts.map(said)).toEqual(guessed.map(said));
      }),
      { numRuns: 120 },
    );
  });

  it('that are hidden in the register change nothing that is told, whatever they are', () => {
    const before = comparableOf(kept, hideableFields, true);
    const changes = (['snapshot', 'credential'] as const).flatMap((source) =>
      waysIn(kept[source])
        .filter((way) => /^(?:holder|result|cohort|level|points)/.test(factOf(source, way)))
        .map((way) => ({ source, way })),
    );
    expect(changes.length).toBeGreaterThan(80);
    const other = (old: unknown) => (typeof old === 'number' ? old + 1 : `${String(old)}x`);
    for (const { source, way } of changes) {
      // Days are told in it, so it is a zone.
      if (way.at(-1) === 'timeZone') continue;
      const register = { ...kept, [source]: changed(kept[source], way, other) };
      const told = comparableOf(register, hideableFields, true);
      expect([way.join('.'), told]).toEqual([way.join('.'), before]);
    }
    const told = JSON.stringify(before);
    for (const word of ['Zoë', '80.5', 'Autumn', 'Paris', 'Proficient', subjectId, 'statusListIndex'])
      expect([word, told.includes(word)]).toEqual([word, false]);
  });

  it('that are not told are the same in a file of the academy’s if the whole is, and never otherwise', () => {
    const same = comparedOutside(whole, true, all);
    const shown = new Map(compared(whole, hideableFields, true).map((fact) => [fact.name, fact]));
    for (const fact of same) expect(fact).toEqual(shown.get(fact.name));
    expect(same.filter(({ withheld }) => withheld)).toHaveLength(13);
    for (const source of ['snapshot', 'credential'] as const)
      for (const untold of [false, null]) {
        const facts = comparedOutside(whole, true, { ...all, [source]: untold });
        expect(differing(facts)).toContain('holder');
      }
    // Nobody else's file is compared in them, whatever its digest.
    const others = comparedOutside(whole, false, all).filter(({ withheld }) => withheld);
    expect(new Set(others.map(({ comparison }) => comparison))).toEqual(new Set(['not-compared']));
  });

  it.each(['snapshot', 'credential'] as const)(
    'that are open differ in the %s whatever is hidden',
    (source) => {
      const open = waysIn(whole[source]).filter((way) => !isWithheld(source, way, ['holder', 'cohort']));
      expect(open.length).toBeGreaterThan(30);
      for (const way of open) {
        const given = { ...whole, [source]: changed(whole[source], way, (old) => `${String(old)}x`) };
        for (const isOurs of [true, false]) {
          const facts = comparedOutside(given, isOurs, all, ['holder', 'cohort']);
          expect([way.join('.'), differing(facts)]).toEqual([way.join('.'), [factOf(source, way)]]);
        }
      }
    },
  );

  it('that are hidden are compared in a file of the academy’s, without the register’s words', () => {
    const facts = compared(whole, ['holder', 'result'], true);
    expect(facts.find(({ name }) => name === 'holder')).toMatchObject({ comparison: 'same', register: null });
    expect(facts.find(({ name }) => name === 'points-0')).toMatchObject({
      comparison: 'same',
      register: null,
    });
    const other = { ...whole, snapshot: aSnapshot({ ...snapshot, holder: { name: 'Eve' } }) };
    expect(compared(other, ['holder'], true).find(({ name }) => name === 'holder')).toMatchObject({
      ...{ comparison: 'differs', given: 'Eve', register: null },
    });
  });

  it('are found in whatever a stranger writes, without an error', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (one, other) => {
        expect(
          differing(compared({ snapshot: { one }, credential: other === null ? {} : other })),
        ).not.toEqual([]);
      }),
      { numRuns: 200 },
    );
    const days = {
      issuedOn: '0000-00-00',
      validUntil: '-271821-04-20T00:00:00Z',
      cohort: { startsOn: '2026-13-01' },
    };
    expect(differing(compared({ snapshot: { ...snapshot, ...days }, credential: null }))).toEqual([
      ...['issued', 'ends', 'cohort'],
    ]);
  });
});
