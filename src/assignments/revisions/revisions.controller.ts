import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { DomainError, notFound } from '../../platform/errors/domain-errors.js';
import { freshForm, type FormState, idPipe, readForm, withErrors } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Handbooks, type OpenHandbook } from '../handbooks/handbooks.service.js';
import { comparisonPage, restorationPage } from './comparison.views.js';
import { longestName } from './revision.rules.js';
import { revisionPage, revisionsPage } from './revision.views.js';
import { Revisions } from './revisions.service.js';

const nameForm = z.object({
  name: z
    .string('Give this version a name.')
    .transform((name) => name.replace(/[\p{Cc}\s]+/gu, ' ').trim())
    .pipe(
      z
        .string()
        .min(1, 'Give this version a name.')
        .max(longestName, `Shorten the name to ${longestName} characters.`),
    ),
});

/** Earlier versions of a handbook: its author looks at them, compares them and puts them back. */
@Controller('handbooks/:id')
export class RevisionsController {
  constructor(
    private readonly handbooks: Handbooks,
    private readonly revisions: Revisions,
    private readonly clock: Clock,
  ) {}

  @Get('revisions')
  async list(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    const handbook = await this.handbooks.forAuthor(viewer, id);
    return this.listPage(viewer, handbook, freshForm({ name: '' }));
  }

  @Post('revisions')
  async keep(@Param('id', idPipe) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const handbook = await this.handbooks.forAuthor(viewer, id);
    const form = readForm(nameForm, body, ['name']);
    if (!form.ok) return this.listPage(viewer, handbook, form.form, 422);
    try {
      await this.revisions.keep(viewer, handbook, form.data.name);
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'conflict') throw error;
      return this.listPage(viewer, handbook, withErrors(form.form, error), 422);
    }
    return redirect(`/handbooks/${id}/revisions`, `This version is kept as “${form.data.name}”.`);
  }

  @Get('revisions/:revisionId')
  async show(
    @Param('id', idPipe) id: string,
    @Param('revisionId', idPipe) revisionId: string,
    @CurrentViewer() viewer: Viewer,
  ) {
    const handbook = await this.handbooks.forAuthor(viewer, id);
    const places = await this.revisions.places(handbook);
    const [state] = await this.revisions.states(handbook, places, [revisionId]);
    if (!state?.revision) throw notFound();
    const model = revisionPage(
      handbook,
      places,
      { ...state, revision: state.revision },
      viewer,
      this.clock.now(),
    );
    return view('assignments/revision', model);
  }

  /** `from` and `to` are ids of revisions or “now”; without them, the latest one and now. */
  @Get('comparison')
  async compare(
    @Param('id', idPipe) id: string,
    @CurrentViewer() viewer: Viewer,
    @Query('from') from: unknown,
    @Query('to') to: unknown,
  ) {
    const handbook = await this.handbooks.forAuthor(viewer, id);
    const places = await this.revisions.places(handbook);
    const all = await this.revisions.ofHandbook(handbook);
    const which = [whichOf(from) ?? all[0]?.id ?? 'now', whichOf(to) ?? 'now'] as const;
    const [before, after] = await this.revisions.states(handbook, places, which);
    if (!before || !after) throw notFound();
    return view(
      'assignments/revision-comparison',
      comparisonPage(handbook, all, { before, after }, viewer, this.clock.now()),
    );
  }

  /** What would become different; without `section`, of all sections. */
  @Get('revisions/:revisionId/restorations/new')
  async look(
    @Param('id', idPipe) id: string,
    @Param('revisionId', idPipe) revisionId: string,
    @CurrentViewer() viewer: Viewer,
    @Query('section') section: unknown,
  ) {
    const handbook = await this.handbooks.forAuthor(viewer, id);
    const places = await this.revisions.places(handbook);
    const [wanted, now] = await this.revisions.states(handbook, places, [revisionId, 'now']);
    const sectionKey = sectionOf(section);
    const isKnown = sectionKey === null || places.some(({ key }) => key === sectionKey);
    if (!wanted?.revision || !now || !isKnown) throw notFound();
    this.revisions.refuseWhenClosed(handbook);
    const states = { wanted: { ...wanted, revision: wanted.revision }, now };
    return view(
      'assignments/revision-restoration',
      restorationPage(handbook, states, sectionKey, viewer, this.clock.now()),
    );
  }

  @Post('revisions/:revisionId/restorations')
  async restore(
    @Param('id', idPipe) id: string,
    @Param('revisionId', idPipe) revisionId: string,
    @Body('section') section: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const handbook = await this.handbooks.forAuthor(viewer, id);
    const made = await this.revisions.restore(viewer, handbook, revisionId, sectionOf(section));
    if (made.revisionId === null)
      return redirect(
        `/handbooks/${id}/revisions/${revisionId}`,
        'Your handbook says the same already, so nothing was changed.',
      );
    return redirect(
      `/handbooks/${id}/revisions/${made.revisionId}`,
      'Restored. Your handbook has it, and every page on which it is open.',
    );
  }

  private async listPage(viewer: Viewer, handbook: OpenHandbook, form: FormState, status = 200) {
    const [places, all] = await Promise.all([
      this.revisions.places(handbook),
      this.revisions.ofHandbook(handbook),
    ]);
    const model = revisionsPage(handbook, places, all, viewer, this.clock.now());
    return view('assignments/revisions', { ...model, form }, status);
  }
}

/** @throws DomainError notFound for what is neither an id nor “now” */
function whichOf(value: unknown): string | null {
  if (value === undefined || value === '') return null;
  return value === 'now' ? 'now' : idPipe.transform(value);
}

function sectionOf(value: unknown): string | null {
  if (value === undefined || value === '') return null;
  if (typeof value !== 'string') throw notFound();
  return value;
}
