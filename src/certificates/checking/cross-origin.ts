import { type FastifyReply, type FastifyRequest } from 'fastify';

/** Below it any page of any site may ask, without cookies. */
const PREFIX = '/api/v1/';

/** A browser asks again after a day whether it may ask. */
const preflight = {
  'access-control-allow-methods': 'GET, HEAD, POST',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-max-age': '86400',
} as const;

/**
 * Fastify's hook `onRequest`: lets pages of other sites read every answer of the interface for programs, errors
 * included, and answers what their browsers ask first (Fetch Standard, 3.3).
 */
export function crossOrigin(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  if (!request.url.startsWith(PREFIX)) {
    done();
    return;
  }
  reply.headers({
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'retry-after, www-authenticate',
    'cross-origin-resource-policy': 'cross-origin',
  });
  if (request.method === 'OPTIONS') void reply.headers(preflight).status(204).send();
  else done();
}
