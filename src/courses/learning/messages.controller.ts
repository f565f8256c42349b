import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { invalid } from '../../platform/errors/domain-errors.js';
import { freshForm, type FormState, readForm, withErrors } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { type CohortSeen } from '../catalogue/cohort-reads.service.js';
import { slugPipe } from '../cohorts/slug.pipe.js';
import { LearningAccess } from './learning-access.service.js';
import { Messages } from './messages.service.js';
import { composePage, messagesPage, previewPage } from './messages.views.js';
import { Progress, type StudentProgress } from './progress.service.js';

const SUBJECT_MOST = 120;
const BODY_MOST = 5000;
const chooseSomebody = 'Choose at least one student.';

const message = z.object({
  id: z.uuid('This form is not complete. Begin a new message.'),
  subject: z
    .string()
    .trim()
    .min(1, 'Give the message a subject.')
    .max(SUBJECT_MOST, `Keep the subject to ${SUBJECT_MOST} characters.`)
    .regex(/^[^\r\n]*$/, 'Keep the subject to one line.'),
  body: z
    .string()
    .trim()
    .min(1, 'Write the message.')
    .max(BODY_MOST, `Write at most ${BODY_MOST.toLocaleString('en')} characters.`)
    .transform((text) => text.replace(/\r\n?/g, '\n')),
  to: z
    .union([z.string(), z.array(z.string())], chooseSomebody)
    .transform((value) => [value].flat())
    .refine((ids) => ids.length > 0, chooseSomebody),
});
const fields = ['id', 'subject', 'body', 'to'];

/** What those who run a cohort write to its students: written, looked at with who gets it, sent. */
@Controller('cohorts/:slug')
export class MessagesController {
  constructor(
    private readonly access: LearningAccess,
    private readonly progress: Progress,
    private readonly messages: Messages,
    private readonly clock: Clock,
  ) {}

  @Get('messages')
  async list(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.team(slug, viewer);
    const sent = await this.messages.of(cohort.id);
    return view('learning/messages', messagesPage(cohort, sent, this.reader(viewer)));
  }

  /** @param to `behind` for those who are behind, or an enrolment's id: who is ticked to begin with */
  @Get('messages/new')
  async compose(
    @Param('slug', slugPipe) slug: string,
    @Query('to') to: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.team(slug, viewer);
    const { students } = await this.progress.of(cohort);
    const chosen = students.filter(({ enrolmentId, behind }) =>
      to === 'behind' ? behind !== null : enrolmentId === to,
    );
    const form = freshForm({ id: randomUUID(), subject: '', body: '', to: '' });
    return this.form(cohort, students, new Set(chosen.map(({ enrolmentId }) => enrolmentId)), form, viewer);
  }

  /** Shows what would be sent and to whom; nothing is sent or kept. */
  @Post('message-previews')
  async preview(
    @Param('slug', slugPipe) slug: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.team(slug, viewer);
    const { students } = await this.progress.of(cohort);
    const read = readForm(message, body, fields);
    const chosen = new Set(chosenIn(body));
    if (!read.ok) return this.form(cohort, students, chosen, read.form, viewer, 422);
    const people = students.filter(({ enrolmentId }) => chosen.has(enrolmentId));
    if (people.length === 0) {
      const form = withErrors(read.form, invalid(chooseSomebody, [{ field: 'to', message: chooseSomebody }]));
      return this.form(cohort, students, chosen, form, viewer, 422);
    }
    if ((body as { act?: unknown }).act === 'change') {
      return this.form(cohort, students, chosen, read.form, viewer);
    }
    return view('learning/message-preview', previewPage(cohort, read.data, people));
  }

  @Post('messages')
  async send(@Param('slug', slugPipe) slug: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.team(slug, viewer);
    const read = readForm(message, body, fields);
    if (!read.ok) {
      const { students } = await this.progress.of(cohort);
      return this.form(cohort, students, new Set(chosenIn(body)), read.form, viewer, 422);
    }
    try {
      const count = await this.messages.send(cohort, read.data, viewer.id);
      return redirect(`/cohorts/${slug}/messages`, sentWords(count));
    } catch (error) {
      const form = withErrors(read.form, error);
      const { students } = await this.progress.of(cohort);
      return this.form(cohort, students, new Set(read.data.to), form, viewer, 422);
    }
  }

  private form(
    cohort: CohortSeen,
    students: readonly StudentProgress[],
    chosen: ReadonlySet<string>,
    form: FormState,
    viewer: Viewer,
    status = 200,
  ) {
    return view(
      'learning/message-new',
      composePage(cohort, students, chosen, form, this.reader(viewer)),
      status,
    );
  }

  private reader(viewer: Viewer) {
    return { timeZone: viewer.timeZone, now: this.clock.now() };
  }
}

function sentWords(count: number | null): string {
  if (count === null) return 'This message was sent already, so it is not sent again.';
  const whom = count === 1 ? 'one student, who gets' : `${count} students, who each get`;
  return `Sent to ${whom} it by mail and on the course page.`;
}

function chosenIn(body: unknown): string[] {
  const to = typeof body === 'object' && body !== null ? (body as { to?: unknown }).to : undefined;
  return [to].flat().filter((value): value is string => typeof value === 'string');
}
