import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readJson } from '../../../src/certificates/credential/json-text.rules.js';

describe('a stranger’s JSON', () => {
  it('is read as it stands', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.boolean(), (text, indented) => {
        const value: unknown = JSON.parse(text);
        const written = JSON.stringify(value, null, indented ? 2 : 0);
        expect(readJson(written)).toEqual({ value });
      }),
    );
  });

  it('is not read where an object names a member twice, however the name is written', () => {
    for (const text of [
      '{"a":1,"a":1}',
      '{"a":1,"\\u0061":2}',
      '{"a":{"b":[{"c":1},{"c":1,"d":"}","c":2}]}}',
      '[{"":0, "" :0}]',
      '{"\\"":1,"x":":","\\"":2}',
    ]) {
      expect(readJson(text)).toBe('members-twice');
    }
    expect(readJson('{"a":{"a":"a"},"b":["a",{"a":1}],"c":"\\\\","d":"\\",\\"a\\":"}')).toHaveProperty(
      'value',
    );
  });

  it('is not read where it is none, or deeper than anybody means', () => {
    for (const text of ['', '{', '{"a":1,}', "{'a':1}", 'NaN', '"\n"', '{"a":1}{"a":1}']) {
      expect(readJson(text)).toBe('not-json');
    }
    expect(readJson(`${'['.repeat(32)}${']'.repeat(32)}`)).toHaveProperty('value');
    expect(readJson(`${'['.repeat(33)}${']'.repeat(33)}`)).toBe('too-deep');
    expect(readJson(`${'['.repeat(60_000)}${']'.repeat(60_000)}`)).toBe('too-deep');
  });
});
