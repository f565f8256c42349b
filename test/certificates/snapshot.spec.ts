import { describe, expect, it } from '@jest/globals';
import { canonicalSnapshot, digestOf } from '../../src/certificates/register/snapshot.rules.js';
import { aSnapshot } from './a-snapshot.js';

describe('a snapshot', () => {
  it('has one text, whatever the order in which it was put together', () => {
    const { holder, ...rest } = aSnapshot();
    expect(canonicalSnapshot({ holder, ...rest })).toBe(canonicalSnapshot(aSnapshot()));
    expect(JSON.parse(canonicalSnapshot(aSnapshot()))).toEqual(aSnapshot());
  });

  it('holds names in NFC, however they were typed', () => {
    const decomposed = aSnapshot({ holder: { name: 'Zoë Nguyễn'.normalize('NFD') } });
    expect(canonicalSnapshot(decomposed)).toBe(canonicalSnapshot(aSnapshot()));
  });

  it('has a digest that any change changes', () => {
    const changed = aSnapshot({ holder: { name: 'Zoe Nguyễn' } });
    expect(digestOf(canonicalSnapshot(aSnapshot()))).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOf(canonicalSnapshot(changed))).not.toBe(digestOf(canonicalSnapshot(aSnapshot())));
  });
});
