import { routeSetting } from './route-setting.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    withoutFormToken?: true;
  }
}

/**
 * For what programs send, and visitors who have no cookie: it needs no form token, so it must not act on behalf of the
 * session that a browser sends along. A test lists every route that carries this.
 */
export const WithoutFormToken = () => routeSetting({ withoutFormToken: true });
