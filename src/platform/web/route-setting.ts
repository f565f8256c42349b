import { RouteConfig } from '@nestjs/platform-fastify';
import { type FastifyContextConfig } from 'fastify';

const settings = new WeakMap<object, FastifyContextConfig>();

/** One of several settings of a route. Nest's own decorator forgets the one that was given before. */
export function routeSetting(setting: FastifyContextConfig): MethodDecorator {
  return (target, key, descriptor) => {
    const handler = descriptor.value as object;
    const all = { ...settings.get(handler), ...setting };
    settings.set(handler, all);
    return RouteConfig(all)(target, key, descriptor);
  };
}
