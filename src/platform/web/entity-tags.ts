import { type FastifyReply, type FastifyRequest } from 'fastify';

/**
 * Names what is sent, and answers 304 to whoever has a copy of it (RFC 9110, 13.1.2 and 15.4.5): then nothing else is to
 * be sent.
 *
 * @param name of these bytes and of no others; without quotation marks
 */
export function isKept(name: string, request: FastifyRequest, reply: FastifyReply): boolean {
  const tag = `"${name}"`;
  void reply.header('etag', tag);
  // Proxies that compress make a tag a weak one.
  const held = (request.headers['if-none-match'] ?? '')
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''));
  if (!held.includes(tag) && !held.includes('*')) return false;
  void reply.status(304);
  return true;
}
