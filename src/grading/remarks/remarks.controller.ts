import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { idPipe } from '../../platform/web/forms.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { GradingAccess } from '../marking/grading-access.service.js';
import { readOverall, readRemark, readVersion } from './remark.forms.js';
import { RemarkDrafts } from './remark-drafts.service.js';
import {
  type RemarksInTheMaking,
  type RemovedRemark,
  type StoredOverall,
  type StoredRemark,
} from './remarks-in-the-making.js';

/** Remarks in the making, as the desk's script reads and writes them. */
@Controller('grading/assessments/:id')
export class RemarksController {
  constructor(
    private readonly access: GradingAccess,
    private readonly drafts: RemarkDrafts,
  ) {}

  /** What is there, and what is no more: a page drops nothing only because it is not in a list from before. */
  @Get('remarks')
  async list(
    @Param('id', idPipe) id: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<RemarksInTheMaking & { removed: RemovedRemark[] }> {
    const assessment = await this.access.assessment(viewer, id);
    return { ...(await this.drafts.of(assessment)), removed: await this.drafts.removedOf(assessment) };
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
  ): Promise<RemovedRemark> {
    const assessment = await this.access.assessment(viewer, id);
    return this.drafts.remove(viewer, assessment, { id: remarkId, version: readVersion(query) });
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
