import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { localIn } from '../../courses/times/local-times.rules.js';
import { chosenField, readMoment } from '../../courses/cohorts/moment-fields.js';
import { Clock } from '../../platform/clock/clock.js';
import { DomainError, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { freshForm, type FormState, idPipe, readForm, withErrors } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Administrators } from '../../users/administrators.decorator.js';
import { DoubtedListings } from '../register/doubted-listings.service.js';
import { compromiseForm } from './compromise.forms.js';
import { KeyChanges } from './key-changes.service.js';
import { KeyReads } from './key-reads.service.js';
import { KeyRing } from './key-ring.service.js';
import { compromisePage, keysPage } from './keys.views.js';

const HERE = '/academy/keys';
const fields = ['since', chosenField('since'), 'reason', 'seen'] as const;

/** The keys that sign certificates, for administrators: what each has done, another one, and what if one is lost. */
@Administrators()
@Controller('academy/keys')
export class KeysAdministrationController {
  constructor(
    private readonly ring: KeyRing,
    private readonly reads: KeyReads,
    private readonly changes: KeyChanges,
    private readonly listings: DoubtedListings,
    private readonly clock: Clock,
  ) {}

  @Get()
  show(@CurrentViewer() viewer: Viewer) {
    return this.page(viewer, []);
  }

  @Post(':id/successors')
  async rotate(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    try {
      const name = await this.changes.succeed(id, viewer.id);
      return redirect(HERE, `${name} signs from now on. What was signed before stays good.`);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
      return this.page(viewer, [{ field: '', message: error.message }], 409);
    }
  }

  @Get(':id/compromises')
  async ask(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    const seen = String(await this.changes.seen(id));
    const since = localIn(viewer.timeZone, this.clock.now());
    return this.form(viewer, id, freshForm({ since, [chosenField('since')]: '', reason: '', seen }));
  }

  @Post(':id/compromises')
  async compromise(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string, @Body() body: unknown) {
    const read = readForm(compromiseForm, body, fields);
    const time = readMoment(read.form.values, 'since', viewer.timeZone);
    const wrong = [
      ...(time && 'field' in time ? [time] : []),
      ...read.form.errors.filter(({ field }) => field !== 'since'),
    ];
    if (!read.ok || !time || 'field' in time) {
      return this.form(viewer, id, withErrors(read.form, invalid('Something is missing.', wrong)), 422);
    }
    const { reason, seen } = read.data;
    try {
      await this.changes.compromise(id, { since: new Date(time.at), reason, seen }, viewer.id);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'notFound') throw error;
      const status = error.kind === 'conflict' ? 409 : 422;
      const said = error.kind === 'conflict' ? invalid(error.message) : error;
      return this.form(viewer, id, withErrors(read.form, said), status);
    }
    await this.listings.followSoon();
    return redirect(
      `${HERE}/${id}/certificates`,
      'It is written down. Nothing that the key has signed since then is believed any more.',
    );
  }

  private async page(viewer: Viewer, errors: readonly { field: string; message: string }[], status = 200) {
    const [keys, records] = await Promise.all([this.ring.all(), this.reads.records()]);
    return view('keys/administration', { ...keysPage(keys, records, viewer), errors }, status);
  }

  private async form(viewer: Viewer, id: string, form: FormState, status = 200) {
    const [keys, records] = await Promise.all([this.ring.all(), this.reads.records()]);
    const key = keys.find((one) => one.id === id);
    if (!key) throw notFound();
    return view('keys/compromise', compromisePage(key, records.get(id) ?? null, form, viewer), status);
  }
}
