import { Controller, Get, Param, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock/clock.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { Public } from '../../platform/web/public.decorator.js';
import { view } from '../../platform/web/responses.js';
import { slugPipe } from '../cohorts/slug.pipe.js';
import { cataloguePage, coursePage } from './course.views.js';
import { Courses } from './courses.service.js';
import { HandbookOutlines } from './handbook-outlines.js';

/** The public catalogue: what the academy teaches. */
@Controller('courses')
export class CoursesController {
  constructor(
    private readonly courses: Courses,
    private readonly outlines: HandbookOutlines,
    private readonly clock: Clock,
  ) {}

  @Public()
  @Get()
  async list(@Req() { viewer }: FastifyRequest) {
    const reader = { timeZone: viewer?.timeZone ?? null, now: this.clock.now() };
    return view('catalogue/courses', cataloguePage(await this.courses.published(), reader));
  }

  @Public()
  @Get(':slug')
  async show(@Param('slug', slugPipe) slug: string, @Req() { viewer }: FastifyRequest) {
    const [course] = await this.courses.published(slug);
    if (!course) throw notFound('There is no course at this address.');
    const [programme, outline] = await Promise.all([
      this.courses.programme(course.versionId),
      this.outlines.of(course.versionId, null),
    ]);
    const reader = { timeZone: viewer?.timeZone ?? null, now: this.clock.now() };
    return view('catalogue/course', coursePage(course, programme, outline, reader));
  }
}
