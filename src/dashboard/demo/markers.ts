import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Submissions } from '../../assignments/submissions/submissions.service.js';
import { CarriedMarks } from '../../grading/attempts/carried-marks.service.js';
import { Grades } from '../../grading/grades/grades.service.js';
import { Assessments } from '../../grading/marking/assessments.service.js';
import { GradingAccess, type MarkedAssessment } from '../../grading/marking/grading-access.service.js';
import { ScoreDrafts } from '../../grading/marking/score-drafts.service.js';
import { RemarkBank } from '../../grading/remarks/bank.service.js';
import { RemarkDrafts, seenRemarks } from '../../grading/remarks/remark-drafts.service.js';
import { type Rubric, Rubrics } from '../../grading/rubrics/rubrics.service.js';
import { textOfHtml } from '../../platform/web/marked-html.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { Users } from '../../users/users.service.js';
import { type Marking } from './people/grading-students.js';
import { bankOfCohort, bankOfOne, remarksByLevel } from './people/remarks.js';

/** The demo's instructors at their desks. */
@Injectable()
export class Markers {
  constructor(
    private readonly users: Users,
    private readonly submissions: Submissions,
    private readonly access: GradingAccess,
    private readonly assessments: Assessments,
    private readonly rubrics: Rubrics,
    private readonly drafts: ScoreDrafts,
    private readonly carried: CarriedMarks,
    private readonly remarks: RemarkDrafts,
    private readonly bank: RemarkBank,
    private readonly grades: Grades,
  ) {}

  /** Makes marks and remarks, over those that there are, and finalises them if that is what it says. */
  async mark(submissionId: string, markerId: string, marking: Omit<Marking, 'at'>): Promise<void> {
    const { levels, finalised, onWords = [], overall = '' } = marking;
    const marker = await this.viewer(markerId);
    const submission = await this.access.submission(marker, submissionId);
    const assessment = await this.access.assessment(marker, await this.assessments.open(marker, submission));
    const rubric = await this.rubrics.read(assessment.rubricVersionId);
    await this.makeMarks(marker, assessment, rubric, { levels, voice: marking.by === 'bob' ? 0 : 1 });
    for (const remark of onWords) await this.remark(marker, assessment, rubric, remark);
    if (overall !== '') {
      const before = (await this.remarks.of(assessment)).overall;
      await this.remarks.writeOverall(marker, assessment, { body: overall, version: before?.version ?? 0 });
    }
    if (!finalised) return;
    const made = await this.drafts.of(assessment.id);
    const seen = Object.fromEntries([...made].map(([id, mark]) => [id, mark.version]));
    const said = seenRemarks(await this.remarks.of(assessment));
    await this.grades.finalise(marker, assessment, { ...seen, ...said });
  }

  /** Takes over the marks of an earlier attempt where what they judge has not changed. */
  async carryOver(submissionId: string, markerId: string): Promise<void> {
    const marker = await this.viewer(markerId);
    const submission = await this.access.submission(marker, submissionId);
    const assessment = await this.access.assessment(marker, await this.assessments.open(marker, submission));
    await this.carried.carryOver(marker, assessment, null);
  }

  /** The remarks that they use again and again. */
  async fillBank(markerId: string, cohortId: string): Promise<void> {
    const marker = await this.viewer(markerId);
    for (const body of bankOfCohort) await this.bank.add(marker, cohortId, { body, shared: true });
    for (const body of bankOfOne) await this.bank.add(marker, cohortId, { body, shared: false });
  }

  private async makeMarks(
    marker: Viewer,
    assessment: MarkedAssessment,
    { criteria }: Rubric,
    { levels, voice }: { levels: readonly (number | null)[]; voice: 0 | 1 },
  ): Promise<void> {
    const there = await this.drafts.of(assessment.id);
    const marks = criteria.flatMap(({ id, key, levels: own }, at) => {
      const level = levels[at] === undefined ? levels.at(-1) : levels[at];
      if (level === null || level === undefined) return [];
      const before = there.get(id);
      const mark = { levelId: own[level]?.id ?? null, remark: remarksByLevel[key]?.[level]?.[voice] ?? '' };
      return [{ ...mark, rubricCriterionId: id, version: before?.version ?? 0 }];
    });
    await this.drafts.writeAll(marker, assessment, marks);
  }

  private async remark(
    marker: Viewer,
    assessment: MarkedAssessment,
    { criteria }: Rubric,
    { section, quote, body, criterion }: NonNullable<Marking['onWords']>[number],
  ): Promise<void> {
    const [read] = (await this.submissions.contentOf(assessment.submission.id, [section])) ?? [];
    const start = textOfHtml(read?.html.toString() ?? '').indexOf(quote);
    if (start < 0) throw new Error(`The demo’s handbook does not say “${quote}”.`);
    await this.remarks.write(marker, assessment, {
      ...{ id: randomUUID(), body, version: 0 },
      criterionId: criteria.find(({ key }) => key === criterion)?.criterionId ?? null,
      anchor: { sectionKey: section, start, end: start + quote.length, quote },
    });
  }

  private async viewer(personId: string): Promise<Viewer> {
    const viewer = await this.users.viewer(personId);
    if (!viewer) throw new Error('The demo has lost an instructor.');
    return viewer;
  }
}
