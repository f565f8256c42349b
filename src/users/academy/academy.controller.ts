import { Body, Controller, Get, Header, HttpCode, Post, Req, StreamableFile } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { readUpload } from '../../platform/files/upload.js';
import { type FormState, readForm } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Administrators } from '../administrators.decorator.js';
import { nameForm, paperForm } from './academy.forms.js';
import { AcademySettings } from './academy.service.js';

/** How the academy's certificates look, for its administrators. */
@Administrators()
@Controller('academy')
export class AcademyController {
  constructor(private readonly settings: AcademySettings) {}

  @Get()
  async show() {
    return this.page();
  }

  @Post('name')
  async rename(@CurrentViewer() { id }: Viewer, @Body() body: unknown) {
    const form = readForm(nameForm, body, ['name']);
    if (!form.ok) return this.page(form.form, 422);
    await this.settings.rename(form.data.name, id);
    return redirect(
      '/academy',
      'The name is changed. Certificates that were issued keep the one they print.',
    );
  }

  @Post('paper')
  async choosePaper(@CurrentViewer() { id }: Viewer, @Body() body: unknown) {
    const form = readForm(paperForm, body, ['paper']);
    if (!form.ok) return this.page(form.form, 422);
    await this.settings.choosePaper(form.data.paper, id);
    return redirect('/academy', 'The paper is changed. Certificates from now on are laid out for it.');
  }

  /** The form token comes in a header, because a field would come after the file has begun. */
  @Post('logo')
  @HttpCode(200)
  async changeLogo(@CurrentViewer() { id }: Viewer, @Req() request: FastifyRequest) {
    await this.settings.changeLogo(await readUpload(request), id);
    return { path: '/academy' };
  }

  @Post('logo/removals')
  async removeLogo(@CurrentViewer() { id }: Viewer) {
    await this.settings.removeLogo(id);
    return redirect('/academy', 'The picture is removed. Certificates that have it keep it.');
  }

  @Get('logo')
  @Header('cache-control', 'private, no-cache')
  @Header('x-content-type-options', 'nosniff')
  async logo() {
    return new StreamableFile(await this.settings.logo(), { type: 'image/png' });
  }

  /** @param typed in one of the page's forms, where it was refused; the others show what is stored */
  private async page(typed?: FormState, status = 200) {
    const { name, paper, logoDigest } = await this.settings.read();
    const form = {
      values: { name, paper, ...typed?.values },
      errors: typed?.errors ?? [],
      errorFor: { name: null, paper: null, ...typed?.errorFor },
    };
    const logo = logoDigest === null ? null : `/academy/logo?${logoDigest.slice(0, 8)}`;
    const papers = [
      { value: 'a4', label: 'A4' },
      { value: 'letter', label: 'US Letter' },
    ];
    return view('users/academy', { name, logo, form, papers }, status);
  }
}
