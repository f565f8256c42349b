import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { freshForm, type FormState, idPipe, readForm, withErrors } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { apiTokensPage } from './api-tokens.views.js';
import { ApiTokens } from './api-tokens.service.js';

const NAME_LENGTH = 80;

const tokenForm = z.object({
  name: z
    .string('Say what the token is for.')
    .trim()
    .normalize('NFC')
    .min(1, 'Say what the token is for.')
    .max(NAME_LENGTH, `Keep the name to ${NAME_LENGTH} characters.`)
    .regex(/^[^\p{Cc}]*$/u, 'The name can’t have line breaks or control characters.'),
});

const emptyForm = () => freshForm({ name: '' });

/** Everybody's own tokens. */
@Controller('account/tokens')
export class ApiTokensController {
  constructor(private readonly tokens: ApiTokens) {}

  @Get()
  async show(@CurrentViewer() viewer: Viewer) {
    return this.page(viewer);
  }

  /** Answers with the page itself: the token stands there once, and nothing could read it after a redirect. */
  @Post()
  @HttpCode(200)
  @Header('cache-control', 'private, no-store')
  async make(@CurrentViewer() viewer: Viewer, @Body() body: unknown) {
    const read = readForm(tokenForm, body, ['name']);
    if (!read.ok) return this.page(viewer, { form: read.form }, 422);
    try {
      return await this.page(viewer, { made: await this.tokens.make(viewer.id, read.data.name) });
    } catch (error) {
      return this.page(viewer, { form: withErrors(read.form, error) }, 422);
    }
  }

  @Post(':id/withdrawal')
  async withdraw(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    await this.tokens.withdraw(viewer.id, id);
    return redirect(
      '/account/tokens',
      'The token is withdrawn. Programs that use it are refused from now on.',
    );
  }

  private async page(
    viewer: Viewer,
    { form = emptyForm(), made = null }: { form?: FormState; made?: string | null } = {},
    status = 200,
  ) {
    return view(
      'checking/tokens',
      apiTokensPage(await this.tokens.of(viewer.id), form, made, viewer),
      status,
    );
  }
}
