import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fixedDemoCode, writtenCode } from '../../src/certificates/register/code.rules.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ProxiedBrowser } from './behind-a-proxy.js';

const pages = ['/', '/sign-in', '/verify', '/nowhere', '/health/live', '/assets/nothing.js', '/certificates'];

describe('the headers of every answer', () => {
  let demo: TestApp;
  let secure: TestApp;
  beforeAll(async () => {
    secure = await startTestApp({
      config: { mode: 'production', publicUrl: 'https://academy.example', trustProxy: 1 },
    });
    // Passport is one for the whole process, so sign-in belongs to the application that started last.
    demo = await startTestApp();
  });
  afterAll(async () => {
    await demo.close();
    await secure.close();
  });

  it.each(pages)('of %s allow nothing inline and nothing from elsewhere', async (path) => {
    for (const app of [demo, secure]) {
      const { headers } = await new ProxiedBrowser(app).get(path);
      const policy = headers.get('content-security-policy') ?? '';
      const directives = new Map(
        policy.split(';').map((part) => part.trim().split(/ (.*)/s) as [string, string]),
      );
      // Only players of videos, which a page shows when somebody presses play.
      expect(directives.get('frame-src')).toBe('https://www.youtube-nocookie.com https://player.vimeo.com');
      expect(directives.get('media-src')).toBe("'self' https:");
      directives.delete('frame-src');
      directives.delete('media-src');
      expect([...directives.values()].join(' ')).not.toMatch(/unsafe|\*|nonce|https?:/);
      expect(directives.get('default-src')).toBe("'self'");
      expect(directives.get('script-src')).toBe("'self'");
      expect(directives.get('style-src')).toBe("'self'");
      expect(directives.get('frame-ancestors')).toBe("'none'");
      expect(directives.get('object-src')).toBe("'none'");
      expect(directives.get('base-uri')).toBe("'none'");
      expect(directives.get('form-action')).toBe("'self'");
      expect(directives.has('upgrade-insecure-requests')).toBe(app === secure);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      // The camera reads QR codes; nothing asks for the rest, and frames of others get none of it.
      expect(headers.get('permissions-policy')).toBe(
        'camera=(self), geolocation=(), microphone=(), payment=(), usb=()',
      );
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
    }
  });

  it('allow nothing at all where the address can’t even be read', async () => {
    const { status, headers, text } = await new ProxiedBrowser(demo).get('/%E0%A4%A');
    expect(status).toBe(400);
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(text).toBe('This address can’t be read: it is incomplete or was cut off.\n');
  });

  it('bind a browser to TLS only where there is TLS', async () => {
    expect((await new ProxiedBrowser(demo).get('/')).headers.get('strict-transport-security')).toBeNull();
    const bound = (await new ProxiedBrowser(secure).get('/')).headers.get('strict-transport-security');
    expect(Number(/max-age=(\d+)/.exec(bound ?? '')?.[1])).toBeGreaterThanOrEqual(365 * 24 * 60 * 60);
  });

  it('keep pages of people out of every cache', async () => {
    const alice = await demo.as('alice');
    for (const path of ['/', '/certificates', '/sign-in']) {
      expect((await alice.get(path)).headers['cache-control']).toMatch(/no-store/);
    }
  });

  it('show the cast’s passwords in the demo only', async () => {
    expect((await demo.visitor().get('/sign-in')).text).toContain('correct-horse-battery');
    expect((await new ProxiedBrowser(secure).get('/sign-in')).text).not.toContain('correct-horse-battery');
  });

  it('let a proxy say who asks only where TRUST_PROXY does', async () => {
    const from = (address: string) => ({ 'x-forwarded-proto': 'https', 'x-forwarded-for': address });
    const miss = async (app: TestApp, address: string, at: number) => {
      const code = writtenCode(fixedDemoCode(`MISS${at}`));
      return (await new ProxiedBrowser(app, from(address)).get(`/verify/${code}`)).status;
    };
    // Tries are counted behind the answer, so how many get through is not quite fixed.
    const refused = async (app: TestApp, address: (at: number) => string) => {
      for (let at = 0; at < 200; at += 1) if ((await miss(app, address(at), at)) === 429) return at;
      return null;
    };
    // Behind one proxy the nearest address counts; what a client claims before it does not.
    expect(await refused(secure, (at) => `10.0.0.${at}, 198.51.100.1`)).toBeGreaterThanOrEqual(30);
    expect(await miss(secure, '198.51.100.1, 198.51.100.2', 99)).toBe(404);
    // Without a proxy nobody's word counts.
    expect(await refused(demo, (at) => `198.51.100.${at}`)).toBeGreaterThanOrEqual(30);
    expect(await miss(demo, '203.0.113.200', 99)).toBe(429);
  });
});
