import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { freshForm, idPipe, readForm, withErrors } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { DomainError } from '../../platform/errors/domain-errors.js';
import { GradingAccess } from '../marking/grading-access.service.js';
import { bankEntryPage, bankPage } from './bank.views.js';
import { type BankEntry, longestBankRemark, RemarkBank } from './bank.service.js';
import { readBankWrite, writtenText } from './remark.forms.js';

const fields = ['body', 'whose'] as const;
const addForm = z.object({
  body: writtenText(longestBankRemark),
  whose: z.enum(['mine', 'cohort'], 'Choose whose remark it is.'),
});
const changeForm = z.object({
  body: writtenText(longestBankRemark),
  version: z
    .string('This page is incomplete. Reload it.')
    .regex(/^\d{1,9}$/, 'This page is incomplete. Reload it.'),
});

/** The bank of remarks: a page of its own, and entries for the desk's script. */
@Controller('grading/cohorts/:slug/bank')
export class BankController {
  constructor(
    private readonly access: GradingAccess,
    private readonly bank: RemarkBank,
  ) {}

  @Get()
  async list(
    @Param('slug', slugPipe) slug: string,
    @Query('q') search: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    const entries = await this.bank.visibleTo(viewer, cohort.id);
    const words = typeof search === 'string' ? search.slice(0, 100) : '';
    return view(
      'grading/remarks/bank',
      bankPage(cohort, entries, words, freshForm({ body: '', whose: 'mine' })),
    );
  }

  @Post()
  async add(@Param('slug', slugPipe) slug: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.cohort(viewer, slug);
    const form = readForm(addForm, body, fields);
    try {
      if (form.ok) {
        await this.bank.add(viewer, cohort.id, {
          body: form.data.body,
          shared: form.data.whose === 'cohort',
        });
        return redirect(`/grading/cohorts/${slug}/bank`, 'The remark is kept.');
      }
    } catch (error) {
      form.form = withErrors(form.form, error);
    }
    const entries = await this.bank.visibleTo(viewer, cohort.id);
    return view('grading/remarks/bank', bankPage(cohort, entries, '', form.form), 422);
  }

  /** Everything at once, for the script of the desk, which searches by itself. */
  @Get('entries')
  async entries(
    @Param('slug', slugPipe) slug: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<{ entries: BankEntry[] }> {
    const cohort = await this.access.cohort(viewer, slug);
    return { entries: await this.bank.visibleTo(viewer, cohort.id) };
  }

  /** Keeps a remark from the desk; the same words again are the same entry. */
  @Put('entries')
  async keep(
    @Param('slug', slugPipe) slug: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ): Promise<BankEntry> {
    const cohort = await this.access.cohort(viewer, slug);
    return this.bank.add(viewer, cohort.id, readBankWrite(body));
  }

  @Get('entries/:id')
  async entry(
    @Param('slug', slugPipe) slug: string,
    @Param('id', idPipe) id: string,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    const entry = await this.bank.entry(viewer, cohort.id, id);
    const values = { body: entry.body, version: String(entry.version) };
    return view(
      'grading/remarks/bank-entry',
      bankEntryPage(cohort, entry, { form: freshForm(values), theirs: null }),
    );
  }

  @Post('entries/:id')
  async change(
    @Param('slug', slugPipe) slug: string,
    @Param('id', idPipe) id: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    const entry = await this.bank.entry(viewer, cohort.id, id);
    const form = readForm(changeForm, body, ['body', 'version']);
    if (!form.ok)
      return view(
        'grading/remarks/bank-entry',
        bankEntryPage(cohort, entry, { form: form.form, theirs: null }),
        422,
      );
    try {
      const write = { body: form.data.body, version: Number(form.data.version) };
      const theirs = await this.bank.change(viewer, cohort.id, id, write);
      if (!theirs) return redirect(`/grading/cohorts/${slug}/bank`, 'The remark is changed.');
      return view(
        'grading/remarks/bank-entry',
        bankEntryPage(cohort, theirs, { form: form.form, theirs }),
        409,
      );
    } catch (error) {
      const refused = withErrors(form.form, error);
      return view(
        'grading/remarks/bank-entry',
        bankEntryPage(cohort, entry, { form: refused, theirs: null }),
        422,
      );
    }
  }

  @Post('entries/:id/removals')
  async remove(
    @Param('slug', slugPipe) slug: string,
    @Param('id', idPipe) id: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    const entry = await this.bank.entry(viewer, cohort.id, id);
    const form = readForm(changeForm.pick({ version: true }), body, ['version']);
    try {
      await this.bank.remove(viewer, cohort.id, id, form.ok ? Number(form.data.version) : 0);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
      const values = { body: entry.body, version: String(entry.version) };
      const again = { ...freshForm(values), errors: [{ field: '', message: error.message }] };
      return view(
        'grading/remarks/bank-entry',
        bankEntryPage(cohort, entry, { form: again, theirs: null }),
        409,
      );
    }
    return redirect(`/grading/cohorts/${slug}/bank`, 'The remark is deleted.');
  }
}
