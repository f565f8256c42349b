import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../../platform/clock/clock.js';
import { freshForm, type FormState, idPipe, readForm, withErrors } from '../../../platform/web/forms.js';
import { invalid } from '../../../platform/errors/domain-errors.js';
import { redirect, view } from '../../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../../platform/web/viewer.js';
import { Administrators } from '../../../users/administrators.decorator.js';
import { type ListedPerson, readPeopleList } from './invitation-list.rules.js';
import { invitationsPage, previewPage, reportPage } from './invitation.views.js';
import { InvitationPlaces } from './invitation-places.service.js';
import { Invitations, type Place } from './invitations.service.js';

const fields = ['place', 'people'] as const;
const invitationForm = z.object({
  place: z.string('Choose what you invite to.').min(1, 'Choose what you invite to.'),
  people: z
    .string('Name somebody.')
    .refine((text) => text.trim() !== '', 'Name somebody: one person a line.'),
});

interface Wanted {
  form: FormState;
  place: Place;
  placeWords: string;
  people: readonly ListedPerson[];
}

/** Inviting people by mail, one or a whole list: read first, looked at, and then sent. */
@Administrators()
@Controller('people/invitations')
export class InvitationsController {
  constructor(
    private readonly invitations: Invitations,
    private readonly places: InvitationPlaces,
    private readonly clock: Clock,
  ) {}

  @Get()
  list(@CurrentViewer() viewer: Viewer) {
    return this.page(viewer, freshForm({ place: '', people: '' }));
  }

  /** What sending would do, line by line. Nothing is stored. */
  @Post('previews')
  async preview(@Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const wanted = await this.read(body);
    if ('errors' in wanted) return this.page(viewer, wanted);
    const checked = await this.invitations.check(wanted.place, wanted.people);
    return view('invitations/preview', previewPage(checked, wanted));
  }

  @Post()
  async send(@Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const wanted = await this.read(body);
    if ('errors' in wanted) return this.page(viewer, wanted);
    const done = await this.invitations.invite(wanted.place, wanted.people, viewer.id);
    return view('invitations/report', reportPage(done, wanted));
  }

  @Post(':id/withdrawals')
  async withdraw(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    await this.invitations.withdraw(id, viewer.id);
    return redirect('/people/invitations', 'The invitation is taken back. Its link no longer works.');
  }

  @Post(':id/mails')
  async remind(@Param('id', idPipe) id: string) {
    const sent = await this.invitations.remind(id);
    return redirect(
      '/people/invitations',
      sent
        ? 'The invitation is sent once more.'
        : 'This mailbox has got enough mail from us for now, so nothing was sent. Try again tomorrow.',
    );
  }

  private async read(body: unknown): Promise<Wanted | FormState> {
    const { form, ...read } = readForm(invitationForm, body, fields);
    if (!read.ok) return form;
    const place = await this.places.find(read.data.place);
    const list = readPeopleList(read.data.people);
    const errors = [
      ...(place ? [] : [{ field: 'place', message: 'Choose what you invite to from the list.' }]),
      ...('error' in list ? [{ field: 'people', message: list.error }] : []),
    ];
    if (!place || 'error' in list) return withErrors(form, invalid('The list can’t be sent.', errors));
    return { form, place: place.place, placeWords: place.label, people: list.people };
  }

  private async page(viewer: Viewer, form: FormState) {
    const open = await this.invitations.open();
    const page = invitationsPage(open, await this.places.all(), form, viewer, this.clock.now());
    return view('invitations/list', page, form.errors.length > 0 ? 422 : 200);
  }
}
