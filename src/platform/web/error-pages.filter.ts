import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { isAway, isOverload } from '../database/overload.js';
import { DomainError, type DomainErrorKind } from '../errors/domain-errors.js';
import { type PagesAdapter } from './pages.adapter.js';
import { View } from './responses.js';
import { SignInNeeded } from './sign-in-needed.js';

const statusOf = {
  notFound: 404,
  forbidden: 403,
  conflict: 409,
  invalid: 422,
  tooMany: 429,
} satisfies Record<DomainErrorKind, number>;

/**
 * What a trigger of ours refuses although the database was asked first: somebody was faster (restrict_violation, in
 * appendix A of PostgreSQL's documentation).
 */
const databaseRefusals: readonly string[] = ['23001'];

/** A crowd has passed through by then. */
const retryAfterSeconds = 5;

interface Problem {
  status: number;
  kind: DomainErrorKind | 'sessionExpired' | 'signInNeeded' | 'tooLarge' | 'overload' | 'away' | 'unexpected';
  message: string;
  details: Readonly<Record<string, unknown>>;
  /** For the log and the page, when the cause is ours. */
  reference: string | null;
}

/** Every error leaves through here: as a page that helps, or as JSON for those who asked for it. */
@Catch()
export class ErrorPages implements ExceptionFilter {
  private readonly log = new Logger('ErrorPages');

  constructor(private readonly adapter: PagesAdapter) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error);
    if (problem.kind === 'unexpected') {
      this.log.error({ err: error, reference: problem.reference }, 'A request failed unexpectedly');
    } else if (problem.kind === 'overload') {
      this.log.warn({ err: error }, 'The database could not serve a request in time');
    } else if (problem.kind === 'away') {
      this.log.error({ err: error }, 'The database was away when a request needed it');
    } else if (databaseRefusals.includes(codeOf(error))) {
      this.log.warn({ err: error }, 'The database refused what a request asked for');
    }
    // Answered already, or over a socket that is gone.
    if (reply.sent) return;
    const retryAfter = problem.details['retryAfterSeconds'];
    if (typeof retryAfter === 'number') reply.header('retry-after', String(Math.ceil(retryAfter)));
    if (problem.status >= 400) reply.header('cache-control', 'no-store');
    if (!wantsPage(request)) {
      const { status, kind, message, details } = problem;
      // A route may have named the type of what it would have answered.
      void reply
        .status(status)
        .type('application/json; charset=utf-8')
        .send({ error: { kind, message, ...details } });
    } else if (problem.kind === 'signInNeeded') {
      void reply.redirect(signInAddress(request), 303);
    } else {
      void this.adapter.page(reply, errorPage(problem));
    }
  }
}

function problemOf(error: unknown): Problem {
  const plain = { details: {}, reference: null };
  if (error instanceof DomainError) {
    return {
      status: statusOf[error.kind],
      kind: error.kind,
      message: error.message,
      details: error.details,
      reference: null,
    };
  }
  if (error instanceof SignInNeeded) {
    return { ...plain, status: 401, kind: 'signInNeeded', message: error.message };
  }
  const code = codeOf(error);
  if (code.startsWith('FST_CSRF_')) {
    const message =
      'This page was open for too long, or you have signed in or out since. Nothing was changed.';
    return { ...plain, status: 403, kind: 'sessionExpired', message };
  }
  if (databaseRefusals.includes(code)) {
    const message =
      'Somebody else has changed this in the same moment, so nothing was changed. Load the page again and look.';
    return { ...plain, status: 409, kind: 'conflict', message };
  }
  if (isOverload(error)) {
    const message =
      'More is being asked of this server at the moment than it can answer. What the page had called saved is safe.';
    return { ...plain, status: 503, kind: 'overload', message, details: { retryAfterSeconds } };
  }
  const status = error instanceof HttpException ? error.getStatus() : statusIn(error);
  if (status === 404)
    return { ...plain, status, kind: 'notFound', message: 'There is nothing at this address.' };
  if (status === 413) {
    return { ...plain, status, kind: 'tooLarge', message: 'What you sent is larger than this page accepts.' };
  }
  if (status !== null && status >= 400 && status < 500) {
    return { ...plain, status, kind: 'invalid', message: 'The request could not be read.' };
  }
  if (isAway(error)) {
    const message =
      'This server cannot reach its own records at the moment. What the page had called saved is safe.';
    return { ...plain, status: 503, kind: 'away', message, details: { retryAfterSeconds } };
  }
  return {
    status: 500,
    kind: 'unexpected',
    message: 'Something went wrong on our side. What the page had called saved is safe.',
    details: {},
    reference: randomUUID().slice(0, 8),
  };
}

const pageOf = {
  notFound: 'errors/not-found',
  forbidden: 'errors/forbidden',
  conflict: 'errors/conflict',
  invalid: 'errors/invalid',
  tooLarge: 'errors/invalid',
  tooMany: 'errors/too-many-requests',
  sessionExpired: 'errors/session-expired',
  signInNeeded: 'errors/forbidden',
  overload: 'errors/overload',
  away: 'errors/overload',
  unexpected: 'errors/unexpected',
} satisfies Record<Problem['kind'], string>;

const titleOf = {
  notFound: 'Nothing here',
  forbidden: 'Not yours to do',
  conflict: 'Changed in the meantime',
  invalid: 'This could not be accepted',
  tooLarge: 'Too large',
  tooMany: 'Too many requests',
  sessionExpired: 'This page has expired',
  signInNeeded: 'Sign in first',
  overload: 'Busy at the moment',
  away: 'Back in a moment',
  unexpected: 'Something went wrong',
} satisfies Record<Problem['kind'], string>;

function errorPage(problem: Problem): View {
  const model = {
    title: titleOf[problem.kind],
    sentence: problem.message,
    action: { href: '/', label: 'Go to the start page' },
    reference: problem.reference,
  };
  return new View(pageOf[problem.kind], model, problem.status);
}

/** What programs read of a certificate is JSON in a browser, too: also where something is wrong with it. */
const answerForPrograms = /^\/(?:verify\/[^?]*\.(?:json|jsonld|jwt)(?:\?|$)|api\/v1\/)/;

/** A file that ends in .json and is somebody's own is asked for by a browser, which is led to the sign-in page. */
function wantsPage({ headers, url }: FastifyRequest): boolean {
  return (headers.accept ?? '').includes('text/html') && !answerForPrograms.test(url);
}

/** Back to where they wanted to go; after a form's POST, to the page that held it. */
function signInAddress(request: FastifyRequest): string {
  return request.method === 'GET' ? `/sign-in?next=${encodeURIComponent(request.url)}` : '/sign-in';
}

/** Fastify's name of what went wrong. Nest hands its errors on as the cause of one of its own. */
function codeOf(error: unknown): string {
  if (error instanceof HttpException) return codeOf(error.cause);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function statusIn(error: unknown): number | null {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : null;
}
