import { type FastifyRequest } from 'fastify';

/** Longer than any browser's name for itself. */
const USER_AGENT_LENGTH = 400;

/** Signs somebody in on this browser: under a new session id, so that nobody can have planted the old one. */
export async function beginSession(request: FastifyRequest, userId: string): Promise<void> {
  await request.session.regenerate();
  request.session.userId = userId;
  request.session.userAgent = (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_LENGTH);
}
