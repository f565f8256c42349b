import { Controller, Get, Param, Post } from '@nestjs/common';
import { notFound } from '../../platform/errors/domain-errors.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { CohortReads } from '../catalogue/cohort-reads.service.js';
import { lessonPath } from '../catalogue/programme.views.js';
import { slugPipe, weekPipe } from '../cohorts/slug.pipe.js';
import { LearningAccess } from './learning-access.service.js';
import { lessonPage, pathAfter } from './lesson.views.js';
import { stepsOf } from './study.rules.js';
import { Study } from './study.service.js';

/** The lessons of a course. All of them are open from the day on which somebody has a seat: who wants to reads ahead. */
@Controller('my/:slug/lessons/:week/:lesson')
export class LessonsController {
  constructor(
    private readonly access: LearningAccess,
    private readonly reads: CohortReads,
    private readonly study: Study,
  ) {}

  @Get()
  async show(
    @Param('slug', slugPipe) slug: string,
    @Param('week', weekPipe) week: number,
    @Param('lesson', slugPipe) lesson: string,
    @CurrentViewer() viewer: Viewer,
  ) {
    const { cohort, enrolmentId } = await this.access.reader(slug, viewer);
    const body = await this.reads.lessonBody(cohort.courseVersionId, week, lesson);
    if (body === null) throw nowhere();
    const plan = await this.reads.plan(cohort);
    const done = enrolmentId === null ? null : await this.study.done(enrolmentId);
    const page = lessonPage(cohort, plan, { week, slug: lesson, body }, done);
    if (!page) throw nowhere();
    return view('courses/lesson', page);
  }

  @Post('completions')
  async complete(
    @Param('slug', slugPipe) slug: string,
    @Param('week', weekPipe) week: number,
    @Param('lesson', slugPipe) lesson: string,
    @CurrentViewer() viewer: Viewer,
  ) {
    const { enrolmentId, plan, lessonId } = await this.find(slug, week, lesson, viewer);
    await this.study.complete(enrolmentId, lessonId);
    return redirect(pathAfter(slug, plan, lessonId));
  }

  @Post('completions/removals')
  async reopen(
    @Param('slug', slugPipe) slug: string,
    @Param('week', weekPipe) week: number,
    @Param('lesson', slugPipe) lesson: string,
    @CurrentViewer() viewer: Viewer,
  ) {
    const { enrolmentId, lessonId } = await this.find(slug, week, lesson, viewer);
    await this.study.reopen(enrolmentId, lessonId);
    return redirect(lessonPath(slug, week, lesson), 'The lesson counts as not done again.');
  }

  private async find(slug: string, week: number, lesson: string, viewer: Viewer) {
    const cohort = await this.access.student(slug, viewer);
    const plan = await this.reads.plan(cohort);
    const step = stepsOf(plan).find((one) => one.week === week && one.slug === lesson);
    if (!step) throw nowhere();
    return { enrolmentId: cohort.enrolment.id, plan, lessonId: step.id };
  }
}

const nowhere = () => notFound('This course has no such lesson.');
