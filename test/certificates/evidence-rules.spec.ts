import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { proves, sectionAlone, type SectionProof } from '../../src/certificates/evidence/evidence.rules.js';
import { bookOf, type FrozenSection } from '../../src/assignments/sections/section-kinds.rules.js';
import { readableSections } from '../../src/assignments/submissions/readable-sections.js';
import { sectionDigest, sectionsRoot } from '../../src/assignments/submissions/submission.rules.js';
import { canonicalJson } from '../../src/platform/digests/digests.js';

const prose = (text: string): unknown => ({
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});
const salt = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const handbooks = fc.array(fc.tuple(fc.string({ minLength: 1 }), salt), { minLength: 1, maxLength: 12 });

/** What a handbook of these texts proves of its section `at`. */
function proofOf(texts: readonly (readonly [string, string])[], at: number): SectionProof {
  const frozen = texts.map(([text, own], place) => {
    const section: FrozenSection = { key: `s${place}`, kind: 'prose', content: prose(text) };
    return { section, salt: own, digest: sectionDigest(own, section) };
  });
  const sections = frozen.map(({ section: { key }, digest }) => ({ key, digest }));
  const one = frozen[at % frozen.length];
  if (!one) throw new Error('A handbook has a section.');
  return { section: one.section, salt: one.salt, sections, root: sectionsRoot(sections) };
}

describe('the proof of a section', () => {
  it('holds for each section of any handbook, and for no other text, salt or record', () => {
    fc.assert(
      fc.property(handbooks, fc.nat(), fc.string(), salt, (texts, at, text, otherSalt) => {
        const proof = proofOf(texts, at);
        expect(proves(proof)).toBe(true);
        const changed = { ...proof.section, content: prose(`${text}.`) };
        fc.pre(canonicalJson(changed) !== canonicalJson(proof.section) && otherSalt !== proof.salt);
        expect(proves({ ...proof, section: changed })).toBe(false);
        expect(proves({ ...proof, salt: otherSalt })).toBe(false);
        expect(proves({ ...proof, root: sectionsRoot([]) })).toBe(false);
        const another = { key: proof.section.key, digest: sectionDigest(proof.salt, changed) };
        const forged = proof.sections.map((one) => (one.key === another.key ? another : one));
        expect(proves({ ...proof, section: changed, sections: forged })).toBe(false);
      }),
    );
  });

  it('is checked by anybody with SHA-256 and the JSON as it is served', () => {
    const served = JSON.parse(
      canonicalJson(proofOf([['A', 'ab'.repeat(32)] as const, ['Ü', 'cd'.repeat(32)] as const], 1)),
    ) as SectionProof;
    const sha256 = (...parts: (string | Buffer)[]) => {
      const hash = createHash('sha256');
      for (const part of parts) hash.update(part);
      return hash.digest('hex');
    };
    const own = sha256(Buffer.from(served.salt, 'hex'), JSON.stringify(served.section));
    expect(served.sections.map(({ digest }) => digest)).toContain(own);
    expect(sha256(JSON.stringify(served.sections))).toBe(served.root);
  });
});

describe('a section without the others', () => {
  const sections: FrozenSection[] = [
    {
      key: 'goal',
      kind: 'objectives',
      content: { rows: [{ id: 'o-1', cells: { objective: 'Households stay', metric: 'A secret metric' } }] },
    },
    {
      key: 'programs',
      kind: 'programs',
      content: { rows: [{ id: 'p-1', cells: { program: 'Answering', objective: 'o-1' } }] },
    },
    { key: 'research', kind: 'prose', content: prose('Another secret') },
  ];
  const frozen = {
    sections,
    book: bookOf(sections, { goal: 'Goal', programs: 'Programs', research: 'Research' }),
  };
  const read = (shown: readonly string[]) => {
    const alone = sectionAlone(frozen, 'programs', shown);
    return alone ? readableSections(alone, () => '').map(({ html }) => html.toString()) : [];
  };

  it('tells nothing of what is not shown, not even the names that it refers to', () => {
    const [html, ...more] = read(['programs']);
    expect(more).toEqual([]);
    expect(html).toContain('Answering');
    expect(html).toContain('Not shown');
    expect(html).not.toMatch(/Households|secret/);
  });

  it('names what it refers to once that is shown, too', () => {
    const [html] = read(['programs', 'goal']);
    expect(html).toContain('Households stay');
    expect(html).not.toMatch(/secret|Not shown/);
  });

  it('is nothing where the handbook has no such section', () => {
    expect(sectionAlone(frozen, 'swot', [])).toBeNull();
  });
});
