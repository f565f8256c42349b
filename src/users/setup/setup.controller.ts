import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Limits } from '../../platform/limits/limits.js';
import { freshForm, type FormState, readForm } from '../../platform/web/forms.js';
import { Public } from '../../platform/web/public.decorator.js';
import { redirect, view } from '../../platform/web/responses.js';
import { academyNameField } from '../academy/academy.forms.js';
import { beginSession } from '../sessions/begin-session.js';
import { zoneOptions } from '../time-zones.views.js';
import { emailField, nameField, newPasswordField, refuseWeakPassword, timeZoneField } from '../user.forms.js';
import { Setup } from './setup.service.js';

const fields = ['academyName', 'name', 'email', 'password', 'timeZone'] as const;
const setupForm = z
  .object({
    academyName: academyNameField,
    name: nameField,
    email: emailField,
    password: newPasswordField,
    timeZone: timeZoneField,
  })
  .superRefine(refuseWeakPassword);

/** Where the log's one-time link leads. */
@Public()
@Controller('set-up/:token')
export class SetupController {
  constructor(
    private readonly setup: Setup,
    private readonly limits: Limits,
  ) {}

  @Get()
  async form(@Param('token') token: string, @Req() request: FastifyRequest) {
    await this.limits.consume('signInByAddress', request.ip);
    await this.setup.check(token);
    return this.page(token, freshForm({ academyName: '', name: '', email: '', password: '', timeZone: '' }));
  }

  @Post()
  async complete(@Param('token') token: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    await this.limits.consume('signInByAddress', request.ip);
    await this.setup.check(token);
    const form = readForm(setupForm, body, fields);
    form.form.values['password'] = '';
    if (!form.ok) return this.page(token, form.form, 422);
    const userId = await this.setup.complete(token, form.data);
    await beginSession(request, userId);
    return redirect('/', `${form.data.academyName} is set up. You are its administrator.`);
  }

  private page(token: string, form: FormState, status = 200) {
    const timeZones = zoneOptions(form.values['timeZone'] ?? '');
    return view('users/set-up', { form, action: `/set-up/${token}`, timeZones }, status);
  }
}
