import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import multipart from '@fastify/multipart';
import session from '@fastify/session';
import serveFiles from '@fastify/static';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { Logger } from 'nestjs-pino';
import { type DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { entities } from './entities.js';
import { Clock } from './platform/clock/clock.js';
import { type Config } from './platform/config/config.js';
import { projectRoot } from './platform/config/project-root.js';
import { createDataSource } from './platform/database/data-source.js';
import { MAX_UPLOAD_BYTES } from './platform/files/picture.js';
import { applyBodyLimit } from './platform/web/body-limit.decorator.js';
import { ErrorPages } from './platform/web/error-pages.filter.js';
import { validationPipe } from './platform/web/forms.js';
import { PagesAdapter } from './platform/web/pages.adapter.js';
import { crossOrigin } from './certificates/checking/cross-origin.js';
import { VerificationPages } from './certificates/verification/verification-pages.js';
import { type PublicView } from './platform/web/responses.js';
import { securityHeaders } from './platform/web/security-headers.js';
import { readAssets } from './platform/web/shell.js';
import { createTemplates } from './platform/web/templates.js';
import { PostgresSessionStore } from './users/sessions/session-store.js';
import { cookieSettings, csrfCookieName, sessionCookieName } from './users/sessions/session-cookie.js';

export interface Capstone {
  app: NestFastifyApplication;
  db: DataSource;
  /** Takes no further request, waits for what runs, then lets go of the database. */
  close(): Promise<void>;
}

/**
 * The whole application on a migrated database, ready to listen. `main.ts` starts it, and so do the tests.
 *
 * @param config its `databaseUrl` must be set
 */
export async function createApp(config: Config, { clock = new Clock() } = {}): Promise<Capstone> {
  const db = await createDataSource({ url: config.databaseUrl ?? '', entities }).initialize();
  const publicFolder = join(projectRoot, 'dist', 'public');
  const adapter = new PagesAdapter({
    config,
    templates: createTemplates(join(projectRoot, 'views'), { rereadMs: config.demo ? 1000 : Infinity }),
    assets: readAssets(publicFolder),
  });
  try {
    const app = await NestFactory.create<NestFastifyApplication>(
      AppModule.on({ config, db, clock }),
      adapter,
      {
        bufferLogs: true,
        abortOnError: false,
      },
    );
    app.useLogger(app.get(Logger));
    app.useGlobalPipes(validationPipe());
    app.useGlobalFilters(new ErrorPages(adapter));
    await plugins(app, adapter, config, new PostgresSessionStore(db, clock), publicFolder);
    await app.init();
    return {
      app,
      db,
      async close() {
        await app.close();
        await db.destroy();
      },
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

async function plugins(
  app: NestFastifyApplication,
  adapter: PagesAdapter,
  config: Config,
  store: PostgresSessionStore,
  publicFolder: string,
): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.decorateRequest('viewer', null);
  fastify.addHook('onRoute', applyBodyLimit);
  const constant = await securityHeaders({
    contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy(config) },
    ...headers(config),
  });
  // Of what a device has, the camera alone is asked for, to read QR codes, and by no page of others in a frame. On every page,
  // since Turbo goes on with the rules of the one that was opened first.
  constant['permissions-policy'] = 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()';
  // Pages hold what is somebody's own; a route that may be cached says so itself.
  constant['cache-control'] = 'no-store';
  adapter.commonHeaders = constant;
  // What an employer opens is the same for everybody: it is answered before anything asks who reads.
  const verification = app.get(VerificationPages);
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const found = verification.find(request);
    // What can't be sent from here goes its way to the controller, whose errors become pages.
    const send = (page: PublicView | null) => {
      try {
        if (page) {
          adapter.publicPage(reply, page);
          return;
        }
      } catch {
        // The page does not render.
      }
      done();
    };
    if (found instanceof Promise) {
      found.then(send, () => {
        done();
      });
    } else {
      send(found);
    }
  });
  fastify.addHook('onRequest', (_request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    reply.headers(constant);
    done();
  });
  fastify.addHook('onRequest', crossOrigin);
  await app.register(compress, { encodings: ['br', 'gzip'], threshold: 4096 });
  // Before the session plugin, so that a style or a script asks the database for nothing.
  await app.register(serveFiles, {
    root: join(publicFolder, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    index: false,
    // The one file whose name never changes: it may answer for the handbooks' pages (views/assets/handbook).
    setHeaders: (reply, path) => {
      if (!path.endsWith('offline-worker.js')) return;
      reply.header('service-worker-allowed', '/handbooks/').header('cache-control', 'no-cache');
    },
  });
  await app.register(cookie);
  await app.register(session, {
    secret: keyFor(config, 'session'),
    cookieName: sessionCookieName(config),
    cookie: { ...cookieSettings(config), maxAge: 14 * 24 * 60 * 60 * 1000 },
    store,
    saveUninitialized: false,
    rolling: false,
  });
  await app.register(csrf, {
    cookieKey: csrfCookieName(config),
    cookieOpts: cookieSettings(config),
    csrfOpts: { hmacKey: keyFor(config, 'form tokens'), userInfo: true },
    // The plugin verifies no token of an empty name.
    getUserInfo: (request: FastifyRequest) => request.session.userId ?? 'nobody',
  });
  // One file and nothing beside it; whatever is larger is thrown away while it comes (platform/files/upload.ts).
  await app.register(multipart, {
    limits: { fileSize: MAX_UPLOAD_BYTES, files: 1, fields: 0, parts: 1, headerPairs: 20 },
    throwFileSizeLimit: false,
  });
  // Every write carries the token of a page of ours, in a field or a header, unless its route says that it does not act
  // for whoever is signed in.
  fastify.addHook('preHandler', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) done();
    else if (request.routeOptions.config.withoutFormToken === true) done();
    else fastify.csrfProtection(request, reply, done);
  });
}

/**
 * No inline script or style anywhere, nothing from elsewhere – but the players of videos that lessons link to, once
 * somebody pressed play.
 */
function contentSecurityPolicy(config: Config) {
  const self = ["'self'"];
  const socket = config.publicUrl.replace(/^http/, 'ws');
  return {
    defaultSrc: self,
    baseUri: ["'none'"],
    connectSrc: [...self, socket],
    fontSrc: self,
    formAction: self,
    frameSrc: ['https://www.youtube-nocookie.com', 'https://player.vimeo.com'],
    mediaSrc: [...self, 'https:'],
    frameAncestors: ["'none'"],
    imgSrc: [...self, 'data:'],
    objectSrc: ["'none'"],
    scriptSrc: self,
    scriptSrcAttr: ["'none'"],
    styleSrc: self,
    workerSrc: self,
    ...(config.secure ? { upgradeInsecureRequests: [] } : {}),
  };
}

function headers(config: Config) {
  return {
    hsts: config.secure ? { maxAge: 365 * 24 * 60 * 60 } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  } as const;
}

/** One secret in the configuration, one key for each use. */
const keyFor = (config: Config, use: string) => createHmac('sha256', config.secret).update(use).digest('hex');
