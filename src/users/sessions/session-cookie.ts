import { type Config } from '../../platform/config/config.js';

/** `__Host-` binds the cookie to this very host over TLS (RFC 6265bis, 4.1.3.2). */
export const sessionCookieName = (config: Config) => (config.secure ? '__Host-session' : 'session');

export const csrfCookieName = (config: Config) => (config.secure ? '__Host-form' : 'form');

/** `lax`, so that a link from elsewhere opens a page signed in, while forms of other sites come without it. */
export const cookieSettings = (config: Config) =>
  ({ path: '/', httpOnly: true, secure: config.secure, sameSite: 'lax' }) as const;

/** Tells every process that a session of somebody has ended; the payload is their user id. */
export const SESSIONS_CHANNEL = 'sessions_ended';
