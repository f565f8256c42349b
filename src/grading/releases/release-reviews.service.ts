import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { canonicalJson, sha256 } from '../../platform/digests/digests.js';
import { type Choices } from '../grades/grading.rules.js';
import { MarkingProgress, type MarkingRow } from '../marking/marking-progress.service.js';
import { byName } from '../names.rules.js';
import { type Rubric, Rubrics } from '../rubrics/rubrics.service.js';
import { type SeenStates } from './changes.rules.js';
import { type Look, ReleaseLooks } from './release-looks.service.js';
import { type OpenPlan, ReleasePlans } from './release-plans.service.js';
import { Releases } from './releases.service.js';
import { type Withholding, Withholdings } from './withholdings.service.js';

/** A grade that the next release would show. */
export interface ReviewedGrade {
  gradeEventId: string;
  enrolmentId: string;
  assessmentId: string;
  /** Null once erased. */
  studentName: string | null;
  submissionNumber: number;
  /** Deductions included. */
  percent: string;
  passed: boolean;
  submittedAt: Date;
  /** With every extension that was given until now. */
  dueAt: Date;
  remarks: number;
  rubricVersionId: string;
  /** Levels by the rubric version's criterion. */
  choices: Choices;
  /** Who finalised the marks that it is made of, whatever time and rubrics have made of them since. */
  markerId: string;
  /** Null once erased. */
  markerName: string | null;
  /** What the student has been shown before; null the first time. */
  earlierPercent: string | null;
}

export interface PastRelease {
  id: string;
  sequence: number;
  at: Date;
  /** Null once erased. */
  actorName: string | null;
  grades: number;
  /** When it was planned for that time; null for one that happened when the button was pressed. */
  plannedAt: Date | null;
  /** How many planned grades its time left out. */
  leftOut: number;
}

interface CertificateTexts {
  academy: string;
  /** As the cohort's version of the course has it: its title in the catalogue may be another by now. */
  course: string;
  signatories: readonly { name: string; role: string }[];
}

export interface ReleaseReview {
  /** Stands for exactly these grades. */
  digest: string;
  grades: readonly ReviewedGrade[];
  rubrics: ReadonlyMap<string, Rubric>;
  /** Everybody of the cohort, with their latest attempt. */
  rows: readonly MarkingRow[];
  withheld: readonly Withholding[];
  plan: OpenPlan | null;
  past: readonly PastRelease[];
  /** What certificates print of the academy, the course and the cohort. */
  texts: CertificateTexts;
  /** Where everybody stands now, and a digest that stands for exactly that. */
  states: SeenStates;
  statesDigest: string;
  /** What this person has looked at before; null the first time. */
  look: Look | null;
}

/** What one looks at before a release. A fixed number of statements, whatever the cohort's size. */
@Injectable()
export class ReleaseReviews {
  constructor(
    private readonly db: DataSource,
    private readonly releases: Releases,
    private readonly rubrics: Rubrics,
    private readonly progress: MarkingProgress,
    private readonly withholdings: Withholdings,
    private readonly plans: ReleasePlans,
    private readonly looks: ReleaseLooks,
  ) {}

  async ofCohort(cohortId: string, readerId: string): Promise<ReleaseReview> {
    const { grades, digest } = await this.gradesOf(cohortId);
    const [rubrics, rows, withheld, plan, past, texts, look] = await Promise.all([
      this.rubrics.readAll([...new Set(grades.map((grade) => grade.rubricVersionId))]),
      this.progress.ofCohort(cohortId, readerId),
      this.withholdings.ofCohort(cohortId),
      this.plans.open(cohortId),
      this.past(cohortId),
      this.texts(cohortId),
      this.looks.last(readerId, cohortId),
    ]);
    // Of whoever learned here and runs the cohort now, a review tells everybody but themselves.
    const ownId = rows.find(({ state }) => state === 'own')?.enrolmentId;
    const ofOthers = ({ enrolmentId }: { enrolmentId: string }) => enrolmentId !== ownId;
    const held = withheld.filter(ofOthers);
    const states = statesOf(rows, held);
    const statesDigest = sha256(canonicalJson(states));
    return {
      ...{ digest, grades, rubrics, rows, past, texts, look, states, statesDigest },
      withheld: held,
      plan: plan && { ...plan, grades: plan.grades.filter(ofOthers) },
    };
  }

  /** What the next release would show, by name. Two statements. */
  async gradesOf(cohortId: string): Promise<{ grades: ReviewedGrade[]; digest: string }> {
    const { grades: named, digest } = await this.releases.releasable(cohortId);
    const ids = named.map(({ gradeEventId }) => gradeEventId);
    const grades: ReviewedGrade[] = await this.db.query(reviewedGrades, [ids]);
    return { grades: grades.sort(byName), digest };
  }

  private async texts(cohortId: string): Promise<CertificateTexts> {
    const [row] = await this.db.query<CertificateTexts[]>(
      `SELECT coalesce(a.name, '') AS academy, v.title AS course, c.signatories
         FROM cohorts c JOIN course_versions v ON v.id = c.course_version_id LEFT JOIN academies a ON true
        WHERE c.id = $1`,
      [cohortId],
    );
    return row ?? { academy: '', course: '', signatories: [] };
  }

  private async past(cohortId: string): Promise<PastRelease[]> {
    return this.db.query(
      `SELECT r.id, r.sequence, r.at, u.name AS "actorName", p.planned_at AS "plannedAt",
              (SELECT count(*)::int FROM release_grades g WHERE g.release_id = r.id) AS grades,
              (SELECT count(*)::int FROM release_plan_omissions o WHERE o.plan_id = p.id) AS "leftOut"
         FROM releases r JOIN users u ON u.id = r.actor_id
         LEFT JOIN release_plan_ends n ON n.release_id = r.id AND n.kind = 'released'
         LEFT JOIN release_plans p ON p.id = n.plan_id
        WHERE r.cohort_id = $1 ORDER BY r.sequence DESC`,
      [cohortId],
    );
  }
}

function statesOf(rows: readonly MarkingRow[], withheld: readonly Withholding[]): SeenStates {
  const held = new Set(withheld.map(({ enrolmentId }) => enrolmentId));
  return Object.fromEntries(
    rows.map(({ enrolmentId, submission, grade, withdrawn }) => [
      enrolmentId,
      {
        attempt: submission?.number ?? 0,
        grade: grade?.id ?? null,
        percent: grade?.percent ?? null,
        released: grade?.released ?? false,
        withheld: held.has(enrolmentId),
        withdrawn,
      },
    ]),
  );
}

const reviewedGrades = `
  SELECT g.id AS "gradeEventId", e.id AS "enrolmentId", g.assessment_id AS "assessmentId", u.name AS "studentName",
         s.number AS "submissionNumber", g.percent, g.passed, s.submitted_at AS "submittedAt",
         effective_due_at(s.enrolment_id, s.number) AS "dueAt", g.rubric_version_id AS "rubricVersionId", m.id AS "markerId", m.name AS "markerName",
         (SELECT count(*)::int FROM remarks r WHERE r.grade_event_id = g.id) AS remarks,
         (SELECT jsonb_object_agg(c.rubric_criterion_id, c.level_id)
            FROM criterion_scores c WHERE c.grade_event_id = g.id) AS choices,
         (SELECT o.percent FROM release_grades n JOIN grade_events o ON o.id = n.grade_event_id
            JOIN releases l ON l.id = n.release_id
           WHERE n.enrolment_id = e.id ORDER BY l.sequence DESC LIMIT 1) AS "earlierPercent"
    FROM grade_events g JOIN submissions s ON s.id = g.submission_id JOIN enrolments e ON e.id = g.enrolment_id
    JOIN users u ON u.id = e.user_id
    JOIN LATERAL (SELECT actor_id FROM grade_events
                   WHERE submission_id = g.submission_id AND sequence <= g.sequence AND cause = 'marks'
                   ORDER BY sequence DESC LIMIT 1) f ON true
    JOIN users m ON m.id = f.actor_id
   WHERE g.id = ANY($1)`;
