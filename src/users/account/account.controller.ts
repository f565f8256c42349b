import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { freshForm, type FormState, idPipe, readForm } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { AddressChanges } from '../address-changes/address-changes.service.js';
import { AuditLog } from '../audit/audit-log.js';
import { hanFormFor, hanForms, needsHanForm } from '../names/han.rules.js';
import { sessionKey } from '../sessions/session-store.js';
import { Sessions } from '../sessions/sessions.service.js';
import { zoneOptions } from '../time-zones.views.js';
import { nameField, timeZoneField } from '../user.forms.js';
import { Accounts } from './account.service.js';
import { accountPage, namePage, sessionsPage } from './account.views.js';

const nameForm = z.object({
  name: nameField,
  hanForm: z.enum([...hanForms, ''], 'Choose one of the four forms.').optional(),
});
const timeZoneForm = z.object({ timeZone: timeZoneField });

/** One's own account: what it says, and where one is signed in. */
@Controller('account')
export class AccountController {
  constructor(
    private readonly accounts: Accounts,
    private readonly changes: AddressChanges,
    private readonly sessions: Sessions,
    private readonly audit: AuditLog,
    private readonly db: DataSource,
  ) {}

  @Get()
  async show(@CurrentViewer() { id }: Viewer, @Req() request: FastifyRequest) {
    const [account, sessions, change] = await Promise.all([
      this.accounts.of(id),
      this.sessions.of(id, keyOf(request)),
      this.changes.underWay(id),
    ]);
    return view('users/account', accountPage(account, sessions, change));
  }

  @Get('name')
  async name(@CurrentViewer() { id }: Viewer) {
    const { name, hanForm, timeZone } = await this.accounts.of(id);
    const form = freshForm({ name, hanForm: hanFormFor(name, hanForm, timeZone) ?? '' });
    return view('users/account-name', namePage(form));
  }

  @Post('name')
  async rename(@CurrentViewer() { id }: Viewer, @Body() body: unknown) {
    const form = readForm(nameForm, body, ['name', 'hanForm']);
    if (!form.ok) return view('users/account-name', namePage(form.form), 422);
    const { name, hanForm } = form.data;
    const needed = needsHanForm(name);
    await this.accounts.rename(id, name, needed ? hanForm || null : null);
    // Whoever just typed such a name hasn't been asked yet.
    return needed && !hanForm
      ? redirect('/account/name', 'Your name is changed. Choose the form of its characters.')
      : redirect('/account', 'Your name is changed.');
  }

  @Get('time-zone')
  timeZone(@CurrentViewer() { timeZone }: Viewer) {
    return timeZonePage(freshForm({ timeZone }));
  }

  @Post('time-zone')
  async moveTo(@CurrentViewer() { id }: Viewer, @Body() body: unknown) {
    const form = readForm(timeZoneForm, body, ['timeZone']);
    if (!form.ok) return timeZonePage(form.form, 422);
    await this.accounts.moveTo(id, form.data.timeZone);
    return redirect('/account', 'Your time zone is changed. All times are now told in it.');
  }

  @Get('sessions')
  async list(@CurrentViewer() { id, timeZone }: Viewer, @Req() request: FastifyRequest) {
    const sessions = await this.sessions.of(id, keyOf(request));
    return view('users/sessions', sessionsPage(sessions, timeZone));
  }

  /** All but this one. */
  @Post('sessions/endings')
  async endOthers(@CurrentViewer() { id }: Viewer, @Req() request: FastifyRequest) {
    await this.db.transaction(async (tx) => {
      await this.sessions.endAll(tx, id, keyOf(request));
      const action = 'account.other-sessions-ended';
      await this.audit.record(tx, { actorId: id, action, subjectType: 'user', subjectId: id });
    });
    return redirect('/account/sessions', 'All other sessions have ended.');
  }

  @Post('sessions/:handle/endings')
  async end(@CurrentViewer() { id }: Viewer, @Param('handle', idPipe) handle: string) {
    await this.db.transaction(async (tx) => {
      await this.sessions.end(tx, id, handle);
      const action = 'account.session-ended';
      await this.audit.record(tx, { actorId: id, action, subjectType: 'user', subjectId: id });
    });
    return redirect('/account/sessions', 'The session has ended.');
  }
}

const keyOf = (request: FastifyRequest) => sessionKey(request.session.sessionId);

function timeZonePage(form: FormState, status = 200) {
  const timeZones = zoneOptions(form.values['timeZone'] ?? '');
  return view('users/account-time-zone', { form, timeZones }, status);
}
