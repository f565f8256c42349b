import { Controller, Get, Param, Post } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { forbidden, notFound } from '../../platform/errors/domain-errors.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { CohortReads, type CohortSeen } from '../catalogue/cohort-reads.service.js';
import { statusAfter } from '../enrolments/enrolment.rules.js';
import { Enrolments } from '../enrolments/enrolments.service.js';
import { lessonPage, myCoursePage, withdrawnPage } from './my-course.views.js';
import { sentenceOf } from '../cohorts/refusals.js';
import { slugPipe, weekPipe } from '../cohorts/slug.pipe.js';

/** A student's own pages of a course. */
@Controller('my/:slug')
export class MyCourseController {
  constructor(
    private readonly reads: CohortReads,
    private readonly enrolments: Enrolments,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    return this.page(await this.studentsCohort(slug, viewer), viewer);
  }

  @Get('lessons/:week/:lesson')
  async lesson(
    @Param('slug', slugPipe) slug: string,
    @Param('week', weekPipe) week: number,
    @Param('lesson', slugPipe) lesson: string,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.insidersCohort(slug, viewer);
    const status = cohort.enrolment && statusAfter(cohort.enrolment.last);
    if (status === 'withdrawn') {
      throw forbidden('You have withdrawn from this cohort. Return to it to read its lessons.');
    }
    const body = await this.reads.lessonBody(cohort.courseVersionId, week, lesson);
    const plan = body === null ? [] : await this.reads.plan(cohort);
    const page = lessonPage(
      cohort,
      plan,
      { week, slug: lesson, body: body ?? '' },
      status === null ? 'reader' : 'student',
    );
    if (!page) throw notFound('This course has no such lesson.');
    return view('courses/lesson', page);
  }

  @Post('withdrawals')
  async withdraw(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.studentsCohort(slug, viewer);
    try {
      await this.enrolments.withdraw(cohort.id, viewer.id);
    } catch (error) {
      return this.page(await this.studentsCohort(slug, viewer), viewer, sentenceOf(error));
    }
    return redirect(`/my/${slug}`, 'You have withdrawn. Your handbook is kept as it is.');
  }

  @Post('returns')
  async return(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.studentsCohort(slug, viewer);
    try {
      await this.enrolments.return(cohort.id, viewer.id);
    } catch (error) {
      return this.page(await this.studentsCohort(slug, viewer), viewer, sentenceOf(error));
    }
    return redirect(`/my/${slug}`, 'Welcome back. You go on where you stopped.');
  }

  /** The cohort, for everybody who has a part in it; whoever withdrew still has one. */
  private async insidersCohort(slug: string, viewer: Viewer): Promise<CohortSeen> {
    const cohort = await this.reads.bySlug(slug, viewer.id);
    if (!cohort || !(cohort.enrolment || cohort.teaches || viewer.administrator)) throw notFound();
    return cohort;
  }

  private async studentsCohort(slug: string, viewer: Viewer): Promise<CohortAttended> {
    const { enrolment, ...cohort } = await this.insidersCohort(slug, viewer);
    if (!enrolment) throw forbidden('This page belongs to the students of the cohort.');
    return { ...cohort, enrolment };
  }

  private async page(cohort: CohortAttended, viewer: Viewer, problem: string | null = null) {
    const reader = { timeZone: viewer.timeZone, now: this.clock.now() };
    const status = problem === null ? 200 : 422;
    if (statusAfter(cohort.enrolment.last) === 'withdrawn') {
      const page = withdrawnPage(cohort, cohort.enrolment.at, reader, problem);
      return view('courses/withdrawn', page, status);
    }
    const plan = await this.reads.plan(cohort);
    return view('courses/my-course', myCoursePage(cohort, plan, reader, problem), status);
  }
}

type CohortAttended = CohortSeen & { enrolment: NonNullable<CohortSeen['enrolment']> };
