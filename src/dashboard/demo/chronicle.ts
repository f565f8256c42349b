import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import * as Y from 'yjs';
import { HandbookUpdates } from '../../assignments/handbooks/handbook-store.js';
import { Handbooks } from '../../assignments/handbooks/handbooks.service.js';
import { AssignmentPlanning } from '../../assignments/planning.service.js';
import { Submissions } from '../../assignments/submissions/submissions.service.js';
import { type Cohort } from '../../courses/cohorts/cohort.entity.js';
import { CohortPlanning, type CohortPlan } from '../../courses/cohorts/cohort-planning.service.js';
import { CourseVersion } from '../../courses/versions/course.entity.js';
import { DraftFacts } from '../../courses/versions/drafts/draft-facts.service.js';
import { CourseContent } from '../../courses/versions/course-content.service.js';
import { CoursePublishing } from '../../courses/versions/course-publishing.service.js';
import { Enrolments } from '../../courses/enrolments/enrolments.service.js';
import { Assessments } from '../../grading/marking/assessments.service.js';
import { Grades } from '../../grading/grades/grades.service.js';
import { GradingAccess } from '../../grading/marking/grading-access.service.js';
import { Releases } from '../../grading/releases/releases.service.js';
import { Rubrics } from '../../grading/rubrics/rubrics.service.js';
import { RemarkDrafts, seenRemarks } from '../../grading/remarks/remark-drafts.service.js';
import { ScoreDrafts } from '../../grading/marking/score-drafts.service.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { Users } from '../../users/users.service.js';
import { writeSections, type HandbookText } from './handbook-text.js';

export interface CohortSettings extends Omit<CohortPlan, 'courseVersionId'> {
  /** `YYYY-MM-DDTHH:MM` in the cohort's zone. */
  dueLocal: string;
  cutOffLocal: string;
}

/**
 * What people do on Capstone, through the same services as their pages. It writes the demo's past, and sets the scene
 * for tests.
 */
@Injectable()
export class Chronicle {
  constructor(
    private readonly db: DataSource,
    private readonly users: Users,
    private readonly content: CourseContent,
    private readonly facts: DraftFacts,
    private readonly publishing: CoursePublishing,
    private readonly planning: AssignmentPlanning,
    private readonly cohorts: CohortPlanning,
    private readonly enrolments: Enrolments,
    private readonly handbooks: Handbooks,
    private readonly updates: HandbookUpdates,
    private readonly submissions: Submissions,
    private readonly rubrics: Rubrics,
    private readonly access: GradingAccess,
    private readonly assessments: Assessments,
    private readonly drafts: ScoreDrafts,
    private readonly remarks: RemarkDrafts,
    private readonly grades: Grades,
    private readonly releases: Releases,
  ) {}

  /** Publishes the built-in Strategist course with its template and rubric. @returns the course version's id */
  async publishStrategist(actorId: string): Promise<string> {
    return this.publishBuiltIn('social-media-strategist', actorId);
  }

  /**
   * Publishes the built-in Manager course with its template and rubric.
   *
   * @param months for which its certificates are valid; for ever unless they are given
   * @returns the course version's id
   */
  async publishManager(actorId: string, months: number | null = null): Promise<string> {
    return this.publishBuiltIn('social-media-manager', actorId, months);
  }

  private async publishBuiltIn(slug: string, actorId: string, months: number | null = null): Promise<string> {
    const versionId = await this.db.transaction((tx) => this.content.load(tx, slug));
    if (months !== null) await this.limitCertificates(versionId, months, actorId);
    await this.publishing.publish(versionId, actorId);
    return versionId;
  }

  private async limitCertificates(
    draftId: string,
    certificateMonths: number,
    actorId: string,
  ): Promise<void> {
    const draft = await this.db.getRepository(CourseVersion).findOneByOrFail({ id: draftId });
    const { title, summary, about, version } = draft;
    await this.facts.saveCourse(draftId, { title, summary, about, certificateMonths }, version, actorId);
  }

  async openCohort(courseVersionId: string, settings: CohortSettings, actorId: string): Promise<Cohort> {
    const { dueLocal, cutOffLocal, ...plan } = settings;
    return this.db.transaction(async (tx) => {
      const cohort = await this.cohorts.open(tx, { ...plan, courseVersionId }, actorId);
      await this.planning.assign(tx, cohort, { dueLocal, cutOffLocal });
      return cohort;
    });
  }

  /** Somebody enrols and gets their handbook. @returns its id */
  async enrol(cohort: Cohort, personId: string): Promise<string> {
    await this.enrolments.enrol(cohort.id, personId);
    return this.handbooks.ofStudent(await this.viewer(personId), cohort.slug);
  }

  async write(handbookId: string, authorId: string, text: HandbookText): Promise<void> {
    const doc = new Y.Doc();
    writeSections(doc, text);
    await this.updates.append(handbookId, Y.encodeStateAsUpdate(doc), authorId);
    doc.destroy();
  }

  /** @returns the submission's id */
  async handIn(handbookId: string, authorId: string): Promise<string> {
    const viewer = await this.viewer(authorId);
    const handbook = await this.handbooks.forAuthor(viewer, handbookId);
    return (await this.submissions.handIn(viewer, handbook, { snapshot: null })).id;
  }

  /**
   * Marks a submission and finalises the grade.
   *
   * @param levels from 0, the lowest, one a criterion in the rubric's order; the last one goes on for the rest
   */
  async grade(
    submissionId: string,
    markerId: string,
    levels: readonly number[],
    remarks: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const marker = await this.viewer(markerId);
    const submission = await this.access.submission(marker, submissionId);
    const assessment = await this.access.assessment(marker, await this.assessments.open(marker, submission));
    const rubric = await this.rubrics.read(assessment.rubricVersionId);
    const { saved } = await this.drafts.writeAll(
      marker,
      assessment,
      rubric.criteria.map((criterion, at) => ({
        rubricCriterionId: criterion.id,
        levelId: criterion.levels[levels[at] ?? levels.at(-1) ?? 0]?.id ?? null,
        remark: remarks[criterion.key] ?? '',
        version: 0,
      })),
    );
    const seen = Object.fromEntries(saved.map((mark) => [mark.rubricCriterionId, mark.version]));
    const said = seenRemarks(await this.remarks.of(assessment));
    await this.grades.finalise(marker, assessment, { ...seen, ...said });
  }

  /** Releases all that is finalised. @returns the release's id */
  async release(cohort: Cohort, actorId: string): Promise<string> {
    const { digest } = await this.releases.releasable(cohort.id);
    return this.releases.release(cohort.id, actorId, digest);
  }

  private async viewer(personId: string): Promise<Viewer> {
    const viewer = await this.users.viewer(personId);
    if (!viewer) throw new Error('There is no such person.');
    return viewer;
  }
}
