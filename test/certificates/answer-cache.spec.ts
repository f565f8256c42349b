import { describe, expect, it } from '@jest/globals';
import { AnswerCache } from '../../src/certificates/verification/answer-cache.js';

describe('the memory of answers', () => {
  it('gives an answer until its end, and not at it', () => {
    const cache = new AnswerCache<string>(2);
    cache.keep('a', 'valid', 100, cache.ticket());
    expect(cache.get('a', 99)).toBe('valid');
    expect(cache.get('a', 100)).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('lets go of what was not asked for the longest', () => {
    const cache = new AnswerCache<string>(2);
    cache.keep('a', 'A', 100, cache.ticket());
    cache.keep('b', 'B', 100, cache.ticket());
    cache.get('a', 1);
    cache.keep('c', 'C', 100, cache.ticket());
    expect(['a', 'b', 'c'].map((key) => cache.get(key, 1))).toEqual(['A', undefined, 'C']);
    expect(cache.size).toBe(2);
  });

  it('does not keep an answer that was read before a change', () => {
    const cache = new AnswerCache<string>(2);
    const ticket = cache.ticket();
    cache.forget('a');
    cache.keep('a', 'valid, once', 100, ticket);
    expect(cache.get('a', 1)).toBeUndefined();
    cache.keep('a', 'revoked', 100, cache.ticket());
    expect(cache.get('a', 1)).toBe('revoked');
  });

  it('forgets everything when it may have missed a notice', () => {
    const cache = new AnswerCache<string>(2);
    cache.keep('a', 'valid', 100, cache.ticket());
    cache.forgetAll();
    expect(cache.get('a', 1)).toBeUndefined();
  });
});
