import { Body, Controller, Get, Header, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { chartSize, drawChart } from '../../platform/charts/chart.js';
import { SvgImage } from '../../platform/charts/svg-image.decorator.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { DomainError } from '../../platform/errors/domain-errors.js';
import { freshForm, type FormState, idPipe, readForm, withErrors } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { hideableFields } from '../register/visibility.rules.js';
import { Evidence } from '../evidence/evidence.service.js';
import { type HeldCertificate, HeldCertificates } from './held-certificates.service.js';
import { looksChart } from './looks.rules.js';
import { Looks } from './looks.service.js';
import { endOf, shareForm } from './shares.rules.js';
import { Shares } from './shares.service.js';
import { type SharingForms, sharingPage } from './sharing.views.js';
import { Visibilities } from './visibilities.service.js';

/** One box that is ticked comes as a text, several as a list, none not at all. */
const visibilityForm = z.object({
  show: z
    .union([z.string().transform((one) => [one]), z.array(z.string())])
    .default([])
    .pipe(z.array(z.enum(hideableFields, 'Choose among what stands here.'))),
  version: z.coerce.number().int().min(0).max(2_000_000_000),
});

const emptyForm = () => freshForm({ label: '', ends: '30' });
const shareFields = ['label', 'ends'] as const;

/** Where holders decide what others see of a certificate, and who gets its file. */
@Controller('certificates/:id')
export class SharingController {
  constructor(
    private readonly held: HeldCertificates,
    private readonly visibilities: Visibilities,
    private readonly shares: Shares,
    private readonly evidence: Evidence,
    private readonly looks: Looks,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  @Get('sharing')
  async show(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    return this.page(viewer, await this.held.own(viewer, id));
  }

  @Get('looks')
  @SvgImage()
  async looksAtIt(
    @CurrentViewer() viewer: Viewer,
    @Param('id', idPipe) id: string,
    @Query('size') size: unknown,
  ) {
    const certificate = await this.held.own(viewer, id);
    return drawChart(looksChart(await this.looks.of(certificate.id), 'some'), chartSize(size));
  }

  @Post('visibility')
  async choose(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string, @Body() body: unknown) {
    const certificate = await this.held.own(viewer, id);
    const read = readForm(visibilityForm, body, []);
    if (!read.ok)
      return this.page(viewer, certificate, { form: { ...emptyForm(), ...errorsOf(read.form) } }, 422);
    const { show, version } = read.data;
    try {
      const hidden = hideableFields.filter((field) => !show.includes(field));
      await this.visibilities.choose(certificate, hidden, version);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
      // What was ticked stays, now against what is stored.
      const form = { ...emptyForm(), errors: [{ field: 'visibility', message: error.message }] };
      return this.page(viewer, certificate, { form, ticked: show }, 409);
    }
    return redirect(
      `/certificates/${id}/sharing`,
      'Saved. The public page shows what you chose, within seconds.',
    );
  }

  /**
   * Answers with the page itself: the address stands there once and is stored nowhere, so there is nothing that a page
   * after a redirect could read it from.
   */
  @Post('shares')
  @Header('cache-control', 'private, no-store')
  async share(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string, @Body() body: unknown) {
    const certificate = await this.held.own(viewer, id);
    const read = readForm(shareForm, body, shareFields);
    if (!read.ok) return this.page(viewer, certificate, { form: read.form }, 422);
    const endsAt = endOf(this.clock.now(), read.data.ends);
    try {
      const token = await this.shares.make(certificate, read.data);
      const address = `${this.config.publicUrl.replace(/\/+$/, '')}/shared/${token}`;
      return await this.page(viewer, certificate, { made: { address, endsAt } });
    } catch (error) {
      return this.page(viewer, certificate, { form: withErrors(read.form, error) }, 422);
    }
  }

  @Post('shares/:shareId/withdrawal')
  async withdraw(
    @CurrentViewer() viewer: Viewer,
    @Param('id', idPipe) id: string,
    @Param('shareId', idPipe) shareId: string,
  ) {
    await this.shares.withdraw(await this.held.own(viewer, id), shareId);
    return redirect(`/certificates/${id}/sharing`, 'The link is withdrawn and leads nowhere from now on.');
  }

  private async page(
    viewer: Viewer,
    certificate: HeldCertificate,
    { form = emptyForm(), ticked = null, made = null }: Partial<SharingForms> = {},
    status = 200,
  ) {
    const [visibility, shares, sections, looks] = await Promise.all([
      this.visibilities.of(certificate.id),
      this.shares.of(certificate.id),
      this.evidence.sectionsOf(certificate),
      this.looks.of(certificate.id),
    ]);
    const facts = { certificate, ...visibility, shares, sections, looks };
    return view(
      'certificates/sharing',
      sharingPage(facts, { form, ticked, made }, viewer, this.clock.now(), this.config.publicUrl),
      status,
    );
  }
}

/** The boxes have one anchor for all of them. */
const errorsOf = ({ errors }: FormState): Pick<FormState, 'errors'> => ({
  errors: errors.map(({ message }) => ({ field: 'visibility', message })),
});
