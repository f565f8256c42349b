import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { idPipe } from '../../platform/web/forms.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Examples } from '../examples/examples.service.js';
import { printedFileName } from '../submissions/receipt.rules.js';
import { Submissions } from '../submissions/submissions.service.js';
import { HandbookPrinting } from './handbook-printing.service.js';

/** Handbooks as PDF files, for whoever may read them. */
@Controller()
export class HandbookFilesController {
  constructor(
    private readonly submissions: Submissions,
    private readonly examples: Examples,
    private readonly printing: HandbookPrinting,
  ) {}

  @Get('submissions/:id/handbook.pdf')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  async submission(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    const submission = await this.submissions.visibleTo(viewer, id);
    return pdf(await this.printing.submission(viewer, submission), printedFileName(submission.number));
  }

  @Get('examples/:slug/handbook.pdf')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  async example(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const example = this.examples.read(slug);
    return pdf(await this.printing.example(viewer, example), `${slug}.pdf`);
  }
}

function pdf(bytes: Uint8Array, filename: string): StreamableFile {
  return new StreamableFile(bytes, {
    type: 'application/pdf',
    disposition: `attachment; filename="${filename}"`,
    length: bytes.length,
  });
}
