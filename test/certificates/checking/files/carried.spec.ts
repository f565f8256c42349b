import { deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { carriedByPng, carriedBySvg, isSmall } from '../../../../src/certificates/checking/files/carried.js';
import { buildCredential } from '../../../../src/certificates/credential/credential.rules.js';
import { aSnapshot } from '../../a-snapshot.js';
import { publicUrl, statusEntries } from '../../credential/a-credential.js';

const many = (of: number) => Array.from({ length: of }, () => 1);
const several = { trouble: expect.stringContaining('more than one credential') };

describe('what is compared with the register', () => {
  it('is as large as the largest certificates several times over', () => {
    const subjectId = 'urn:uuid:1f0a3c9e-6c62-4b11-9c3f-0a55b1d0c001';
    const snapshot = aSnapshot();
    const credential = buildCredential(snapshot, { publicUrl, subjectId, statusEntries });
    for (const value of [snapshot, credential]) expect(isSmall([value, value, value])).toBe(true);
    for (const value of ['x'.repeat(200_000), null, 1, {}, { names: many(1900) }])
      expect(isSmall(value)).toBe(true);
  });

  it('has no long names, no long ways and not many members', () => {
    const name = 'k'.repeat(60_000);
    for (const value of [{ [name]: many(1900) }, { [name]: 1 }, many(3000), { a: { b: [many(3000)] } }])
      expect(isSmall(value)).toBe(false);
    expect(isSmall({ ['k'.repeat(100)]: { ['l'.repeat(100)]: many(1900) } })).toBe(false);
    expect(isSmall({ ['k'.repeat(100)]: many(1900) })).toBe(true);
  });
});

describe('a picture that carries more than one credential', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('is not searched for the end of each', () => {
    const svg = `<svg>${'<credential>'.repeat(1000)}</svg>`;
    const searched = jest.spyOn(String.prototype, 'indexOf');
    expect(carriedBySvg(svg)).toEqual(several);
    expect(searched).not.toHaveBeenCalled();
  });

  it('is not unpacked further than the second', () => {
    const text = deflateSync('x'.repeat(200_000));
    const data = Buffer.concat([Buffer.from('openbadgecredential\0\x01\0\0\0'), text]);
    const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from('iTXt'), data, Buffer.alloc(4)]);
    chunk.writeUInt32BE(data.length);
    const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    // Cut off, which nobody comes to.
    expect(carriedByPng(Buffer.concat([start, chunk, chunk, chunk.subarray(0, 20)]))).toEqual(several);
  });

  it('carries one where there is one', () => {
    for (const svg of [
      '<svg><openbadges:credential verify="a.b.c"/></svg>',
      '<svg><credential>a.b.c</credential></svg>',
      '<svg><x:credential xmlns:x="y"> <![CDATA[a.b.c]]> </x:credential></svg>',
    ])
      expect(carriedBySvg(svg)).toEqual({ credential: 'a.b.c' });
    expect(carriedBySvg('<svg><credential>a.b.c</svg>')).toEqual({ credential: '' });
    expect(carriedBySvg('<svg/>')).toEqual({ trouble: expect.stringContaining('no credential') });
  });
});
