import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { signInNeeded } from './sign-in-needed.js';

/** Who is at the screen. The session guard puts it on the request. */
export interface Viewer {
  id: string;
  name: string;
  administrator: boolean;
  /** IANA name. */
  timeZone: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    viewer: Viewer | null;
  }
  interface Session {
    userId?: string;
    /** One sentence for the next page. */
    notice?: string | null;
    /** When the session was last written, milliseconds; it lives on while it is used. */
    touchedAt?: number;
    /** What the browser calls itself, as it was when somebody signed in. */
    userAgent?: string;
  }
}

/** The signed-in person, in a controller's parameters. */
export const CurrentViewer = createParamDecorator((_: unknown, context: ExecutionContext): Viewer => {
  const { viewer } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!viewer) throw signInNeeded();
  return viewer;
});
