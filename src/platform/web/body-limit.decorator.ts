import { type RouteOptions } from 'fastify';
import { routeSetting } from './route-setting.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    mostBodyBytes?: number;
  }
}

/** For a route that takes more than the megabyte which is enough for every other form. */
export const BodyLimit = (bytes: number) => routeSetting({ mostBodyBytes: bytes });

/** Fastify's hook `onRoute`: Nest hands a route's configuration on, but not its limit. */
export function applyBodyLimit(route: RouteOptions): void {
  const bytes = route.config?.mostBodyBytes;
  if (bytes !== undefined) route.bodyLimit = bytes;
}
