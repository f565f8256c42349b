import { Controller, Get, Param, Query } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { forbidden } from '../../platform/errors/domain-errors.js';
import { idPipe } from '../../platform/web/forms.js';
import { view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Administrators } from '../../users/administrators.decorator.js';
import { CertificateRegister } from '../register/certificate-register.service.js';
import { administrationPage } from './administration.views.js';
import { NameCorrections } from '../corrections/name-corrections.service.js';
import { CertificateSearch } from './certificate-search.service.js';
import { readSearch } from './search.rules.js';
import { correctionLines } from '../corrections/corrections.views.js';
import { CertificateMailRecords } from './certificate-mail-records.service.js';
import { CertificateRecords } from './certificate-records.service.js';
import { mailLines, recordPage } from './record.views.js';

/** Certificates for those who answer for them. */
@Controller('certificates')
export class CertificateAdministrationController {
  constructor(
    private readonly register: CertificateRegister,
    private readonly search: CertificateSearch,
    private readonly corrections: NameCorrections,
    private readonly records: CertificateRecords,
    private readonly mails: CertificateMailRecords,
    private readonly config: Config,
  ) {}

  @Administrators()
  @Get('administration')
  async administration(@Query() query: Record<string, unknown>) {
    const read = readSearch(query);
    const { search } = read;
    const [{ result, counts, tooShort }, choices, refused, corrections] = await Promise.all([
      this.search.find(search),
      this.search.choices(search),
      this.register.refused(),
      this.corrections.countOpen(),
    ]);
    const certificates = await this.register.inOrder(result.ids);
    const unprintable = await this.register.unprintable(refused);
    const typed = { from: textOf(query['from']), until: textOf(query['until']) };
    return view(
      'certificates/administration',
      administrationPage(
        read,
        { result, certificates, counts, tooShort, choices, refused, unprintable, corrections },
        typed,
        this.config.publicUrl,
      ),
      read.errors.length > 0 ? 422 : 200,
    );
  }

  @Get(':id')
  async one(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    const certificate = await this.register.visibleTo(viewer, id);
    if (!viewer.administrator) throw forbidden('Only administrators can open this page.');
    const [history, family, basis, corrections] = await Promise.all([
      this.register.history(id),
      this.records.family(id),
      this.records.basis(id),
      this.corrections.of(id),
    ]);
    const mails = await this.mails.of(certificate, history, corrections);
    return view('certificates/one', {
      ...recordPage(certificate, history, family, basis, this.config.publicUrl),
      corrections: correctionLines(corrections, viewer.timeZone),
      mails: mailLines(mails),
    });
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
