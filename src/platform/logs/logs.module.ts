import { randomUUID } from 'node:crypto';
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { LoggerModule, PinoLogger } from 'nestjs-pino';
import { destination } from 'pino';
import { Config } from '../config/config.js';
import { logSettings } from './log-settings.js';

/**
 * Logs as lines of JSON, one for each request: who asked is not in it, what was asked is the pattern of the route
 * (`/verify/:code`), never the address, as addresses hold codes, tokens and what people typed. Whatever is logged
 * while a request is answered carries the request's id, which the answer names too (`x-request-id`).
 */
@Module({
  imports: [
    LoggerModule.forRootAsync({
      inject: [Config],
      // No middleware: the hooks below know the route, which a middleware does not, and cost less.
      useFactory: (config: Config) => ({ pinoHttp: [logSettings(config), gathered()], forRoutes: [] }),
    }),
  ],
})
export class LogsModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly logger: PinoLogger,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    // These lines hold nothing that was typed, so nothing has to be searched for in them.
    const answers = PinoLogger.root.child({}, { redact: [] });
    fastify.addHook('onRequest', (_request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      const id = randomUUID();
      reply.header('x-request-id', id);
      this.logger.runInContext(done, { bindings: { request: id } });
    });
    fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      const route = request.routeOptions.url ?? 'none';
      const status = reply.statusCode;
      const id = reply.getHeader('x-request-id');
      const ms = Math.round(reply.elapsedTime * 10) / 10;
      const line = { request: id, method: request.method, route, status, ms };
      if (status >= 500) answers.error(line, 'answered');
      else if (isNoise(route)) answers.debug(line, 'answered');
      else answers.info(line, 'answered');
      done();
    });
  }
}

/**
 * Standard output, written to when 12 kB have come together or a quarter of a second has passed, and at the end: a
 * write for each line would cost more than many an answer. A process that is killed takes that much along.
 */
const gathered = () => destination({ dest: 1, sync: false, minLength: 12_288, periodicFlush: 250 });

/** Styles, scripts and the questions of a load balancer. */
function isNoise(route: string): boolean {
  return route.startsWith('/assets/') || route.startsWith('/health/');
}
