import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { readConfig } from '../../src/platform/config/config.js';
import { Tokens } from '../../src/platform/tokens/tokens.js';

const tokensOf = (SECRET: string) => new Tokens(readConfig({ SECRET, DATA_DIR: '/nowhere' }));
const tokens = tokensOf('b3f1c2d4e5a697887a6b5c4d3e2f1a0b');

describe('A token', () => {
  it('gives back the id that it was made for', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), (id, purpose) => {
        expect(tokens.read(purpose, tokens.make(purpose, id))).toBe(id);
      }),
    );
  });

  it('is 64 letters that an address carries as they are, and always the same for the same row', () => {
    const id = randomUUID();
    const token = tokens.make('sign-up', id);
    expect(token).toMatch(/^[A-Za-z0-9_-]{64}$/);
    expect(tokens.make('sign-up', id.toUpperCase())).toBe(token);
  });

  it('opens nothing but what it was made for', () => {
    const token = tokens.make('sign-up', randomUUID());
    expect(tokens.read('password-reset', token)).toBeNull();
    expect(tokens.read('', token)).toBeNull();
  });

  it('is worth nothing with one letter changed, one more or one less', () => {
    const token = tokens.make('sign-up', randomUUID());
    const other = (letter: string) => (letter === 'A' ? 'B' : 'A');
    for (let at = 0; at < token.length; at += 1) {
      const changed = token.slice(0, at) + other(token.charAt(at)) + token.slice(at + 1);
      expect(tokens.read('sign-up', changed)).toBeNull();
    }
    for (const changed of [`${token}A`, token.slice(1), `${token}\n`, `${token}=`, ` ${token}`]) {
      expect(tokens.read('sign-up', changed)).toBeNull();
    }
  });

  it('is worth nothing under another secret', () => {
    const token = tokensOf('0b1a2f3e4d5c6b7a88796a5e4d2c1f3b').make('sign-up', randomUUID());
    expect(tokens.read('sign-up', token)).toBeNull();
  });

  it('is not found in whatever else somebody types', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        expect(tokens.read('sign-up', typed)).toBeNull();
      }),
    );
  });

  it('is made for a UUID only', () => {
    for (const id of ['', '7', 'not-a-uuid', `${randomUUID()}00`]) {
      expect(() => tokens.make('sign-up', id)).toThrow('UUID');
    }
  });
});
