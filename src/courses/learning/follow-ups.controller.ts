import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { DomainError } from '../../platform/errors/domain-errors.js';
import { freshForm, type FormState, idPipe, readForm, withErrors } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { type CohortSeen } from '../catalogue/cohort-reads.service.js';
import { slugPipe } from '../cohorts/slug.pipe.js';
import { LearningAccess } from './learning-access.service.js';
import { LiveSessions, type SessionSeen } from './live-sessions.service.js';
import { followUpPage } from './session.views.js';
import { webLink } from './sessions.rules.js';

const NOTES_MOST = 20_000;
const LINK_MOST = 2000;

const followUp = z.object({
  recordingUrl: z
    .string()
    .trim()
    .max(LINK_MOST, `Give a link of at most ${LINK_MOST} characters.`)
    .refine((text) => text === '' || webLink(text) !== null, 'Give a whole link, beginning with https://.')
    .transform((text) => (text === '' ? null : text)),
  notes: z.string().max(NOTES_MOST, `Write at most ${NOTES_MOST.toLocaleString('en')} characters.`),
  version: z
    .string()
    .regex(/^\d{1,9}$/, 'This form is not complete. Open it again.')
    .transform(Number),
});

const attendance = z.object({
  present: z.union([z.string(), z.array(z.string())]).optional(),
});

/** What instructors leave of a live session: the recording, notes, and who was there. */
@Controller('cohorts/:slug/sessions/:id')
export class FollowUpsController {
  constructor(
    private readonly access: LearningAccess,
    private readonly sessions: LiveSessions,
    private readonly clock: Clock,
  ) {}

  @Get('follow-up')
  async edit(
    @Param('slug', slugPipe) slug: string,
    @Param('id', idPipe) id: string,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.team(slug, viewer);
    const session = await this.sessions.find(cohort.id, id, null);
    return this.page(cohort, session, viewer, fresh(session), session.version);
  }

  @Post('follow-ups')
  async save(
    @Param('slug', slugPipe) slug: string,
    @Param('id', idPipe) id: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.team(slug, viewer);
    const session = await this.sessions.find(cohort.id, id, null);
    const read = readForm(followUp, body, ['recordingUrl', 'notes', 'version']);
    if (!read.ok)
      return this.page(cohort, session, viewer, read.form, Number(read.form.values['version']), 422);
    try {
      await this.sessions.followUp(cohort, id, read.data, viewer.id);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
      const theirs = error.details['theirs'] as SessionSeen;
      // Sent once more, it is meant: whoever sends it has seen what stands there now.
      return this.page(cohort, theirs, viewer, read.form, theirs.version, 409, theirs);
    }
    return redirect(`/my/${slug}/sessions/${id}`, 'Saved. Everybody in the cohort can read it.');
  }

  @Post('attendance-records')
  async correct(
    @Param('slug', slugPipe) slug: string,
    @Param('id', idPipe) id: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.team(slug, viewer);
    const session = await this.sessions.find(cohort.id, id, null);
    const read = readForm(attendance, body, []);
    const present = read.ok ? [read.data.present ?? []].flat() : [];
    try {
      const changed = await this.sessions.correct(cohort, session, new Set(present), viewer.id);
      const what = changed === 1 ? 'One entry was changed.' : `${changed} entries were changed.`;
      return redirect(
        `/cohorts/${slug}/sessions/${id}/follow-up`,
        changed === 0 ? 'Nothing was changed.' : what,
      );
    } catch (error) {
      const form = withErrors(fresh(session), error);
      return this.page(cohort, session, viewer, form, session.version, 422);
    }
  }

  private async page(
    cohort: CohortSeen,
    session: SessionSeen,
    viewer: Viewer,
    form: FormState,
    version: number,
    status = 200,
    theirs: SessionSeen | null = null,
  ) {
    const attendees = await this.sessions.attendees(cohort.id, session.id);
    const reader = { timeZone: viewer.timeZone, now: this.clock.now() };
    const model = followUpPage(cohort, session, attendees, { form, version, theirs }, reader);
    return view('learning/follow-up', model, status);
  }
}

const fresh = ({ recordingUrl, notes }: SessionSeen) =>
  freshForm({ recordingUrl: recordingUrl ?? '', notes });
