import { describe, expect, it } from '@jest/globals';
import { prefersPage, representation } from '../../src/certificates/verification/negotiation.rules.js';

const chrome =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8';
const chromeForPictures = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';

describe('what the client would rather have', () => {
  it.each([
    [undefined, 'text/html'],
    ['', 'text/html'],
    ['*/*', 'text/html'],
    [chrome, 'text/html'],
    ['image/gif, image/jpeg, application/x-ms-application, */*', 'text/html'],
    ['image/webp', 'text/html'],
    ['application/json', 'application/json'],
    ['application/*', 'application/json'],
    ['application/json;q=0.5, text/html;q=0.9', 'text/html'],
    ['text/html;q=0.5, application/json', 'application/json'],
    ['text/html;q=0, */*', 'application/json'],
    ['text/html;q=nonsense, application/json;q=0.1', 'application/json'],
    ['TEXT/HTML;level=1;q=0.3 , Application/JSON ; q=0.2', 'text/html'],
    ['application/vc', 'application/vc'],
    ['application/vc+ld+json, application/json;q=0.5', 'application/vc+ld+json'],
    ['application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', 'application/ld+json'],
    ['application/ld+json, application/vc', 'application/ld+json'],
    ['application/vc+jwt;q=0.9, application/vc;q=0.8', 'application/vc+jwt'],
    ['application/jwt', 'application/jwt'],
    ['application/vc+sd-jwt', 'text/html'],
    ['application/pdf', 'application/pdf'],
    ['image/png', 'image/png'],
    ['image/svg+xml, image/png;q=0.9', 'image/svg+xml'],
    ['image/*', 'image/png'],
    [chromeForPictures, 'image/png'],
  ])('%s → %s', (accept, type) => {
    expect(representation('ABC', accept).type).toBe(type);
    expect(prefersPage(accept)).toBe(type === 'text/html');
  });
});

describe('what an address asks for', () => {
  it.each([
    ['ABC', undefined, ['ABC', 'html', 'text/html', '']],
    ['ABC', 'application/vc+ld+json', ['ABC', 'jsonld', 'application/vc+ld+json', '']],
    ['ABC', 'application/jwt', ['ABC', 'jwt', 'application/jwt', '']],
    ['ABC.json', chrome, ['ABC', 'json', 'application/json', '.json']],
    ['ABC.jsonld', chrome, ['ABC', 'jsonld', 'application/ld+json', '.jsonld']],
    ['ABC.jwt', undefined, ['ABC', 'jwt', 'application/vc+jwt', '.jwt']],
    ['ABC.pdf', 'application/json', ['ABC', 'pdf', 'application/pdf', '.pdf']],
    ['ABC.png', chrome, ['ABC', 'png', 'image/png', '.png']],
    ['ABC.svg', chrome, ['ABC', 'svg', 'image/svg+xml', '.svg']],
    ['ABC.json.svg', undefined, ['ABC.json', 'svg', 'image/svg+xml', '.svg']],
    ['ABC.html', undefined, ['ABC.html', 'html', 'text/html', '']],
    ['ABC.exe', 'application/pdf', ['ABC.exe', 'pdf', 'application/pdf', '']],
    ['.json', undefined, ['', 'json', 'application/json', '.json']],
  ])('%s with %s', (typed, accept, [name, form, type, ending]) => {
    expect(representation(typed, accept)).toEqual({ name, form, type, ending });
  });
});
