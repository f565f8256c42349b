import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { invalid, notFound } from '../../../platform/errors/domain-errors.js';
import { freshForm, idPipe, readForm } from '../../../platform/web/forms.js';
import { redirect, view } from '../../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../../platform/web/viewer.js';
import { Administrators } from '../../../users/administrators.decorator.js';
import { type VersionContent } from '../version-content.js';
import { VersionReads } from '../version-reads.service.js';
import { DraftSessions, type SessionPlan } from './draft-sessions.service.js';
import { draftPath, type FormShown, sessionEditPage } from './draft.views.js';
import { newSessionForm, refusedForm, sessionForm } from './drafts.forms.js';

const labels = { title: 'Title', week: 'Week', day: 'Day', startsAt: 'Begins at', minutes: 'Minutes' };

/** The live sessions of a draft: on which day of which week, by the clock of the cohort that will have them. */
@Administrators()
@Controller('courses/drafts/:id/sessions')
export class DraftSessionsController {
  constructor(
    private readonly reads: VersionReads,
    private readonly sessions: DraftSessions,
  ) {}

  @Post()
  async add(@Param('id', idPipe) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const form = newSessionForm.safeParse(body ?? {});
    if (!form.success) throw invalid('Choose the week of the live session.');
    const plan = { title: 'Live session', weekId: form.data.week, day: 2, startsAt: '18:00', minutes: 60 };
    const sessionId = await this.sessions.add(id, plan, viewer.id);
    return redirect(`${draftPath(id)}/sessions/${sessionId}`, 'The live session is added. Say when it is.');
  }

  @Get(':sessionId')
  async edit(@Param('id', idPipe) id: string, @Param('sessionId', idPipe) sessionId: string) {
    const draft = await this.reads.read(id);
    const { title, week, day, startsAt, minutes, version } = sessionOf(draft, sessionId);
    const form = freshForm({
      title,
      week,
      day: String(day),
      startsAt,
      minutes: String(minutes),
      version: String(version),
    });
    return this.page(draft, sessionId, { form });
  }

  @Post(':sessionId')
  async save(
    @Param('id', idPipe) id: string,
    @Param('sessionId', idPipe) sessionId: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const form = readForm(sessionForm, body, ['title', 'week', 'day', 'startsAt', 'minutes', 'version']);
    const draft = await this.reads.read(id);
    if (!form.ok) return this.page(draft, sessionId, form, 422);
    const { version, week: weekId, ...facts } = form.data;
    try {
      const plan: SessionPlan = { ...facts, weekId };
      const between = await this.sessions.save(id, sessionId, { plan, version }, viewer.id);
      if (!between) return redirect(draftPath(id), `The live session “${facts.title}” is saved.`);
      const { weekId: week, ...theirs } = between.theirs;
      const words = (field: string, value: string) =>
        field === 'week' ? `Week ${draft.weeks.find(({ id }) => id === value)?.number ?? ''}` : value;
      const clash = { between: { ...between, theirs: { ...theirs, week } }, labels, words };
      return this.page(draft, sessionId, { form: form.form, clash }, 409);
    } catch (error) {
      return this.page(draft, sessionId, { form: refusedForm(form.form, error) }, 409);
    }
  }

  @Post(':sessionId/removals')
  async remove(
    @Param('id', idPipe) id: string,
    @Param('sessionId', idPipe) sessionId: string,
    @CurrentViewer() viewer: Viewer,
  ) {
    await this.sessions.remove(id, sessionId, viewer.id);
    return redirect(draftPath(id), 'The live session is removed from this draft.');
  }

  private page(draft: VersionContent, sessionId: string, shown: FormShown, status = 200) {
    sessionOf(draft, sessionId);
    return view('versions/session', sessionEditPage(draft, sessionId, shown), status);
  }
}

function sessionOf(draft: VersionContent, sessionId: string) {
  for (const { id, sessions } of draft.weeks) {
    const session = sessions.find((candidate) => candidate.id === sessionId);
    if (session) return { ...session, week: id };
  }
  throw notFound('This version has no such live session, or somebody has removed it.');
}
