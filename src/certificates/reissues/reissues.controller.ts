import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Config } from '../../platform/config/config.js';
import { DomainError, notFound } from '../../platform/errors/domain-errors.js';
import { idPipe } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Administrators } from '../../users/administrators.decorator.js';
import { KeyChanges } from '../keys/key-changes.service.js';
import { KeyRing } from '../keys/key-ring.service.js';
import { type PublicKeyRecord } from '../keys/signing-key.js';
import { CertificateRegister } from '../register/certificate-register.service.js';
import { type ListPlace, readPlace } from './list-place.rules.js';
import { Reissues } from './reissues.service.js';
import { signedCertificatesPage } from './reissues.views.js';
import { SignedCertificatesReads } from './signed-certificates.service.js';

/** How many events the key had on the page with the button. */
const reissueForm = z.object({
  seen: z.coerce.number().int().min(0).max(10_000).optional().catch(undefined),
});

/** What a key has signed while it was in other hands, and issuing that anew. */
@Administrators()
@Controller('academy/keys/:id')
export class ReissuesController {
  constructor(
    private readonly ring: KeyRing,
    private readonly changes: KeyChanges,
    private readonly reads: SignedCertificatesReads,
    private readonly register: CertificateRegister,
    private readonly reissues: Reissues,
    private readonly config: Config,
  ) {}

  @Get('certificates')
  show(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string, @Query('older') older: unknown) {
    return this.page(viewer, id, older, []);
  }

  @Post('reissues')
  async reissue(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string, @Body() body: unknown) {
    const { seen } = reissueForm.parse(body ?? {});
    try {
      await this.reissues.ask(viewer, id, seen);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
      return this.page(viewer, id, undefined, [{ field: '', message: error.message }], 409);
    }
    return redirect(
      `/academy/keys/${id}/certificates`,
      'They are being issued anew. You can leave this page: it goes on without you.',
    );
  }

  private async page(
    viewer: Viewer,
    id: string,
    older: unknown,
    errors: readonly { field: string; message: string }[],
    status = 200,
  ) {
    const [keys, seen] = await Promise.all([this.ring.all(), this.changes.seen(id)]);
    const key = keys.find((one) => one.id === id);
    if (!key) throw notFound();
    const place = readPlace(older);
    const read = { key, seen, isFirst: place === null, signed: await this.signedBy(key, place) };
    const model = signedCertificatesPage(read, viewer, this.config.publicUrl);
    return view('keys/certificates', { ...model, errors }, status);
  }

  private async signedBy(
    { id: keyId, purpose, compromisedSince: since }: PublicKeyRecord,
    place: ListPlace | null,
  ) {
    if (since === null) return null;
    const signed = await this.reads.of({ keyId, purpose, since }, place);
    return { ...signed, since, certificates: await this.register.inOrder(signed.ids) };
  }
}
