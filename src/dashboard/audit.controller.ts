import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { notFound } from '../platform/errors/domain-errors.js';
import { view } from '../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../platform/web/viewer.js';
import { Administrators } from '../users/administrators.decorator.js';
import { AuditTrail } from './audit.service.js';
import { auditPage } from './audit.views.js';

const pageNumber = z.coerce.number().int().min(1).max(100_000).default(1);

@Administrators()
@Controller('audit')
export class AuditController {
  constructor(private readonly trail: AuditTrail) {}

  @Get()
  async list(@Query('page') page: unknown, @CurrentViewer() viewer: Viewer) {
    const wanted = pageNumber.safeParse(page);
    if (!wanted.success) throw notFound('There is no such page of the audit log.');
    const { entries, more } = await this.trail.page(wanted.data);
    return view('dashboard/audit', auditPage(entries, { page: wanted.data, more }, viewer));
  }
}
