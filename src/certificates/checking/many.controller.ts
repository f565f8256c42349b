import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { DomainError } from '../../platform/errors/domain-errors.js';
import { inSlices } from '../../platform/in-slices.js';
import { BodyLimit } from '../../platform/web/body-limit.decorator.js';
import { Public } from '../../platform/web/public.decorator.js';
import { publicView } from '../../platform/web/responses.js';
import { WithoutFormToken } from '../../platform/web/without-form-token.decorator.js';
import { Checks } from './checks.service.js';
import { type CodeList, MOST_CHARACTERS, readingList } from './list.rules.js';
import { type ManyPage, manyPage, manyResult, refusedList } from './many.views.js';
import { OwnHosts } from './own-hosts.service.js';

const VIEW = 'checking/many';

/** A hundred thousand lines with a code on each, as a form sends them, get a sentence rather than a broken connection. */
const MOST_BYTES = 3.5 * 1024 * 1024;

/** To write a line of the answer takes a tenth of what it takes to look up a code, also where it repeats another. */
const LINES_A_CODE = 10;

/** It is asked for anew each time, and no search engine keeps it. */
const headers = { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' } as const;

/**
 * What an employer with a pile of applications opens. As with one code it asks for no account and sets no cookie, and so
 * its form has no token: it acts for nobody.
 */
@Public()
@Controller('verify/many')
export class ManyController {
  constructor(
    private readonly checks: Checks,
    private readonly ownHosts: OwnHosts,
  ) {}

  @Get()
  async form() {
    return publicView(VIEW, await this.page(manyPage()));
  }

  /**
   * Answers with the table. A script asks for a part of the list at a time, by `from` and `count`, and shows how far it
   * is; without one all of it is answered at once.
   */
  @Post()
  @HttpCode(200)
  @BodyLimit(MOST_BYTES)
  @WithoutFormToken()
  async check(@Body() body: unknown, @Req() request: FastifyRequest) {
    const text = textOf(body, 'list');
    const asker = { kind: 'address', address: request.ip } as const;
    const reading = costOf(text);
    try {
      this.checks.refuseSpent(asker);
      const read = await inSlices(readingList(text));
      if ('problem' in read) {
        await this.checks.spend(asker, reading);
        const page = await this.page(refusedList(text, read.problem));
        return publicView(VIEW, page, { status: 422, headers });
      }
      const [from, count] = partOf(read.list, body);
      const entries = read.list.entries.slice(from, from + count);
      const answering = Math.ceil(entries.length / LINES_A_CODE);
      const checks = await this.checks.of(entries, asker, Math.max(reading, answering));
      const checked = checks.flatMap((check, at) => {
        const entry = entries[at];
        return entry ? [{ entry, ...check }] : [];
      });
      const page = manyPage(
        { ...manyPage().form, values: { list: text } },
        manyResult(read.list, from, checked),
      );
      return publicView(VIEW, await this.page(page), { headers });
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'tooMany') throw error;
      const wait = { 'retry-after': String(error.details['retryAfterSeconds']) };
      const page = await this.page(refusedList(text, error.message));
      return publicView(VIEW, page, { status: 429, headers: { ...headers, ...wait } });
    }
  }

  private async page(page: ManyPage) {
    return { ...page, hosts: await this.ownHosts.all() };
  }
}

function textOf(body: unknown, field: string): string {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = fields[field];
  return typeof text === 'string' ? text : '';
}

/**
 * In codes: a script asks for 25 of a list at a time, and the whole list is read for each part, so the longest one counts as
 * 25. What is longer is not read.
 */
function costOf(list: string): number {
  return list.length > MOST_CHARACTERS ? 1 : Math.ceil((25 * list.length) / MOST_CHARACTERS);
}

/** Where to begin, at its end at most, and how many; all of the list where nobody says so. */
function partOf({ entries }: CodeList, body: unknown): [number, number] {
  const number = (field: string, otherwise: number) => {
    const text = textOf(body, field);
    return /^\d{1,4}$/.test(text) ? Number(text) : otherwise;
  };
  return [Math.min(number('from', 0), entries.length), number('count', entries.length)];
}
