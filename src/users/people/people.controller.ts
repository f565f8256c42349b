import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { notFound } from '../../platform/errors/domain-errors.js';
import { freshForm, type FormState, idPipe, readForm, withErrors } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Administrators } from '../administrators.decorator.js';
import { Erasures } from '../erasure/erasures.js';
import { People } from './people.service.js';
import { peoplePage, personPage } from './people.views.js';

const pageNumber = z.coerce.number().int().min(1).max(100_000).default(1);
const WORD = 'erase';
const erasureForm = z.object({
  word: z
    .string(`Type the word “${WORD}”.`)
    .refine(
      (word) => word.trim().toLowerCase() === WORD,
      `Type the word “${WORD}”, so that nobody is erased by a slip.`,
    ),
});

/** Who has an account; who administers; forgetting somebody who asks for it. */
@Administrators()
@Controller('people')
export class PeopleController {
  constructor(
    private readonly people: People,
    private readonly erasures: Erasures,
  ) {}

  @Get()
  async list(@Query('q') q: unknown, @Query('page') page: unknown, @CurrentViewer() viewer: Viewer) {
    const wanted = typeof q === 'string' ? q.trim().slice(0, 200) : '';
    const number = pageNumber.safeParse(page);
    if (!number.success) throw notFound('There is no such page of the list.');
    const found = await this.people.page(wanted, number.data);
    return view('users/people', peoplePage(found, { wanted, page: number.data }, viewer));
  }

  @Get(':id')
  show(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    return this.page(id, viewer, freshForm({ word: '' }));
  }

  @Post(':id/appointments')
  async appoint(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    await this.people.appoint(id, viewer.id);
    const { name } = await this.people.one(id);
    return redirect(`/people/${id}`, `${name} is an administrator.`);
  }

  @Post(':id/dismissals')
  async dismiss(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    const { name } = await this.people.one(id);
    try {
      await this.people.dismiss(id, viewer.id);
    } catch (error) {
      return this.page(id, viewer, withErrors(freshForm({ word: '' }), error));
    }
    // Who dismisses themselves may not open this page any more.
    return id === viewer.id
      ? redirect('/', 'You are no administrator any more.')
      : redirect(`/people/${id}`, `${name} is no administrator any more.`);
  }

  @Post(':id/erasures')
  async erase(
    @Param('id', idPipe) id: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
    @Req() { session }: FastifyRequest,
  ) {
    await this.people.one(id);
    const form = readForm(erasureForm, body, ['word']);
    if (!form.ok) return this.page(id, viewer, form.form);
    await this.erasures.erase(id, viewer.id);
    if (id !== viewer.id) return redirect('/people', 'The person is erased.');
    await session.destroy();
    return redirect('/sign-in');
  }

  private async page(id: string, viewer: Viewer, form: FormState) {
    const person = await this.people.one(id);
    return view('users/person', personPage(person, viewer, form), form.errors.length > 0 ? 422 : 200);
  }
}
