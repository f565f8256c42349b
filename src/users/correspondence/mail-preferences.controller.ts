import { Body, Controller, Get, Post } from '@nestjs/common';
import { freshForm, type FormState } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Correspondence } from './correspondence.js';
import { fieldOf, preferencesPage, wrongChoice } from './correspondence.views.js';
import { type Delivery, deliveries } from './mail-preference.entity.js';
import { MailPreferences } from './mail-preferences.service.js';

/** What one gets by mail, kind by kind. */
@Controller('account/mail')
export class MailPreferencesController {
  constructor(
    private readonly correspondence: Correspondence,
    private readonly preferences: MailPreferences,
  ) {}

  @Get()
  async form(@CurrentViewer() viewer: Viewer) {
    const chosen = await this.preferences.of(viewer.id);
    const values = this.correspondence
      .optional()
      .map(({ kind }) => [fieldOf(kind), chosen.get(kind) ?? 'at-once'] as const);
    return this.page(viewer, freshForm(Object.fromEntries(values)));
  }

  @Post()
  async choose(@CurrentViewer() viewer: Viewer, @Body() body: unknown) {
    const typed = (typeof body === 'object' && body !== null ? body : {}) as Readonly<
      Record<string, unknown>
    >;
    const choices = new Map<string, Delivery>();
    const values: Record<string, string> = {};
    for (const { kind } of this.correspondence.optional()) {
      const value = typed[fieldOf(kind)];
      values[fieldOf(kind)] = typeof value === 'string' ? value : '';
      const delivery = deliveries.find((name) => name === value);
      if (delivery) choices.set(kind, delivery);
    }
    const wrong = Object.keys(values).filter((field) => !deliveries.some((name) => name === values[field]));
    if (wrong.length > 0) {
      const errors = wrong.map(wrongChoice);
      const errorFor = Object.fromEntries(errors.map(({ field, message }) => [field, message]));
      return this.page(viewer, { values, errors, errorFor }, 422);
    }
    await this.preferences.choose(viewer.id, choices);
    return redirect('/account/mail', 'Saved. It counts from the next mail on.');
  }

  private page({ timeZone }: Viewer, form: FormState, status = 200) {
    const [optional, required] = [this.correspondence.optional(), this.correspondence.required()];
    return view('users/mail-preferences', preferencesPage(optional, required, form, timeZone), status);
  }
}
