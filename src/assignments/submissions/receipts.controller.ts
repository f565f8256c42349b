import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { forbidden } from '../../platform/errors/domain-errors.js';
import { idPipe } from '../../platform/web/forms.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { frozenFileName, receiptFileName } from './receipt.rules.js';
import { Receipts } from './receipts.service.js';
import { Submissions } from './submissions.service.js';

/** An attempt as files. */
@Controller('submissions/:id')
export class ReceiptsController {
  constructor(
    private readonly submissions: Submissions,
    private readonly receipts: Receipts,
  ) {}

  @Get('handbook.json')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  async text(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    const submission = await this.submissions.visibleTo(viewer, id);
    return download(await this.receipts.frozenText(id), frozenFileName(submission.number));
  }

  @Get('receipt.json')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  async receipt(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    const submission = await this.submissions.visibleTo(viewer, id);
    // It holds the salts, with which sections that were not shown could be guessed.
    if (submission.as !== 'author') throw forbidden('A receipt is for the author of the handbook.');
    return download(await this.receipts.file(submission), receiptFileName(submission.number));
  }
}

function download(bytes: Buffer, filename: string): StreamableFile {
  return new StreamableFile(bytes, {
    type: 'application/json; charset=utf-8',
    disposition: `attachment; filename="${filename}"`,
    length: bytes.length,
  });
}
