import { Controller, Get, Param, Post } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { CohortReads } from '../catalogue/cohort-reads.service.js';
import { sentenceOf } from '../cohorts/refusals.js';
import { slugPipe } from '../cohorts/slug.pipe.js';
import { Enrolments } from '../enrolments/enrolments.service.js';
import { type CohortAttended, LearningAccess, statusIn } from './learning-access.service.js';
import { myCoursePage, waitingPage, withdrawnPage } from './my-course.views.js';
import { Study } from './study.service.js';

/** A student's own page of a course. */
@Controller('my/:slug')
export class MyCourseController {
  constructor(
    private readonly access: LearningAccess,
    private readonly reads: CohortReads,
    private readonly study: Study,
    private readonly enrolments: Enrolments,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    return this.page(await this.access.enrolled(slug, viewer), viewer);
  }

  @Post('withdrawals')
  async withdraw(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.enrolled(slug, viewer);
    try {
      await this.enrolments.withdraw(cohort.id, viewer.id);
    } catch (error) {
      return this.page(await this.access.enrolled(slug, viewer), viewer, sentenceOf(error));
    }
    return redirect(`/my/${slug}`, 'You have withdrawn. Your handbook is kept as it is.');
  }

  @Post('returns')
  async return(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.enrolled(slug, viewer);
    try {
      const { status } = await this.enrolments.return(cohort.id, viewer.id);
      return redirect(`/my/${slug}`, returned[status]);
    } catch (error) {
      return this.page(await this.access.enrolled(slug, viewer), viewer, sentenceOf(error));
    }
  }

  private async page(cohort: CohortAttended, viewer: Viewer, problem: string | null = null) {
    const reader = { timeZone: viewer.timeZone, now: this.clock.now() };
    const status = problem === null ? 200 : 422;
    const standing = statusIn(cohort);
    if (standing === 'withdrawn') {
      const page = withdrawnPage(cohort, cohort.enrolment.at, reader, problem);
      return view('courses/withdrawn', page, status);
    }
    if (standing === 'waiting') {
      const place = await this.study.placeInLine(cohort.enrolment.id);
      return view('learning/waiting', waitingPage(cohort, place, reader, problem), status);
    }
    const plan = await this.reads.plan(cohort);
    const done = await this.study.standing(cohort.enrolment.id);
    return view('courses/my-course', myCoursePage(cohort, plan, done, reader, problem), status);
  }
}

const returned = {
  active: 'Welcome back. You go on where you stopped.',
  waiting: 'No seat is free, so you are in line for one.',
};
