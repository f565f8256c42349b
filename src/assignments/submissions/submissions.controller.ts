import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { Clock } from '../../platform/clock/clock.js';
import { DomainError } from '../../platform/errors/domain-errors.js';
import { BodyLimit } from '../../platform/web/body-limit.decorator.js';
import { freshForm, idPipe, readForm, withErrors, type FormState } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Examples } from '../examples/examples.service.js';
import { handbookPage } from '../handbooks/handbook.views.js';
import { Handbooks, type OpenHandbook } from '../handbooks/handbooks.service.js';
import { SectionCriteria } from '../section-criteria.js';
import { secondLookPage } from './second-look.views.js';
import { submissionPage } from './submission.views.js';
import { Submissions } from './submissions.service.js';

const handInFields = ['publicInformation', 'snapshot', 'secondLook'] as const;
/** A range for each of half a million deletions (live/document-limits.ts), in base64. */
const longestSnapshot = 8 * 1024 * 1024;

const handInForm = z.object({
  publicInformation: z.literal('yes', 'Confirm that the handbook uses public information only.'),
  snapshot: z
    .string()
    .max(longestSnapshot, 'The page sent more than it should. Reload it, then hand in again.')
    .transform((text) => (text === '' ? null : Uint8Array.from(Buffer.from(text, 'base64'))))
    .optional(),
  secondLook: z.string().optional(),
});

@Controller()
export class SubmissionsController {
  constructor(
    private readonly handbooks: Handbooks,
    private readonly submissions: Submissions,
    private readonly criteria: SectionCriteria,
    private readonly examples: Examples,
    private readonly clock: Clock,
  ) {}

  /** A short way from the course's pages; the first visit makes the handbook. */
  @Get('my/:slug/handbook')
  async mine(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    return redirect(`/handbooks/${await this.handbooks.ofStudent(viewer, slug)}`);
  }

  @Get('handbooks/:id')
  async write(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    const handbook = await this.handbooks.forAuthor(viewer, id);
    return this.page(viewer, handbook, freshForm({ publicInformation: '', snapshot: '', secondLook: '' }));
  }

  @Post('handbooks/:id/submissions')
  // Signs of base64 may take three bytes in a form
  @BodyLimit(longestSnapshot + 1024 * 1024)
  async handIn(@Param('id', idPipe) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const handbook = await this.handbooks.forAuthor(viewer, id);
    const form = readForm(handInForm, body, handInFields);
    if (!form.ok) return this.page(viewer, handbook, form.form, 422);
    const what = { snapshot: form.data.snapshot ?? null };
    try {
      const look = form.data.secondLook === 'yes' ? null : await this.submissions.lookOver(handbook, what);
      if (look) return view('assignments/second-look', secondLookPage(handbook, look, form.form), 422);
      const submission = await this.submissions.handIn(viewer, handbook, what);
      return redirect(`/submissions/${submission.id}`, `Handed in as attempt ${submission.number}.`);
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'conflict') {
        const errors = [{ field: '', message: error.message }];
        return this.page(viewer, handbook, { ...form.form, errors }, 409);
      }
      return this.page(viewer, handbook, withErrors(form.form, error), 422);
    }
  }

  @Get('submissions/:id')
  async read(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    const submission = await this.submissions.visibleTo(viewer, id);
    const [sections, digests] = await Promise.all([
      this.submissions.contentOf(submission.id),
      this.submissions.digestsOf(submission.id),
    ]);
    return view(
      'assignments/submission',
      submissionPage(submission, sections, digests, viewer, this.clock.now()),
    );
  }

  private async page(viewer: Viewer, handbook: OpenHandbook, form: FormState, status = 200) {
    const [sections, submissions, criteria] = await Promise.all([
      this.handbooks.sections(handbook.templateId),
      this.submissions.ofHandbook(handbook.id),
      this.criteria.of(handbook.templateId),
    ]);
    const guidance = { criteria, examples: this.examples.list(handbook.courseSlug) };
    const model = handbookPage(handbook, sections, guidance, submissions, viewer, this.clock.now());
    return view(
      'assignments/handbook',
      { ...model, form: { ...form, values: { ...form.values, snapshot: '' } } },
      status,
    );
  }
}
