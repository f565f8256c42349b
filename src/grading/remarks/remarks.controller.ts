import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { idPipe } from '../../platform/web/forms.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { GradingAccess } from '../marking/grading-access.service.js';
import { readOverall, readRemark, readVersion } from './remark.forms.js';
import {
  RemarkDrafts,
  type RemarksInTheMaking,
  type StoredOverall,
  type StoredRemark,
} from './remark-drafts.service.js';

/** Remarks in the making, as the desk's script reads and writes them. */
@Controller('grading/assessments/:id')
export class RemarksController {
  constructor(
    private readonly access: GradingAccess,
    private readonly drafts: RemarkDrafts,
  ) {}

  @Get('remarks')
  async list(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer): Promise<RemarksInTheMaking> {
    return this.drafts.of(await this.access.assessment(viewer, id));
  }

  /** One remark on words, as it is written. Answers with what is stored; a stale version gets 409 with both texts. */
  @Put('remarks/:remarkId')
  async write(
    @Param('id', idPipe) id: string,
    @Param('remarkId', idPipe) remarkId: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ): Promise<StoredRemark> {
    const assessment = await this.access.assessment(viewer, id);
    return this.drafts.write(viewer, assessment, { id: remarkId, ...readRemark(body) });
  }

  @Delete('remarks/:remarkId')
  async remove(
    @Param('id', idPipe) id: string,
    @Param('remarkId', idPipe) remarkId: string,
    @Query() query: unknown,
    @CurrentViewer() viewer: Viewer,
  ): Promise<{ id: string }> {
    const assessment = await this.access.assessment(viewer, id);
    await this.drafts.remove(assessment, remarkId, readVersion(query));
    return { id: remarkId };
  }

  /** The remark on the whole, as it is written. */
  @Put('overall-remark')
  async writeOverall(
    @Param('id', idPipe) id: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ): Promise<StoredOverall> {
    const assessment = await this.access.assessment(viewer, id);
    return this.drafts.writeOverall(viewer, assessment, readOverall(body));
  }
}
