import { differingWords, type Piece } from '../../courses/versions/words.rules.js';
import { type FormState } from '../../platform/web/forms.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { competencies, isCompetencyKey } from './competencies.rules.js';
import { compareRubrics, orderName, type RubricDifference } from './rubric-comparison.rules.js';
import { type CourseVersionRubric, type RubricContext } from './rubric-reads.service.js';
import { passRuleWords, shareWords } from './rubric-words.rules.js';
import { unprintableIn } from './rubric-printing.js';
import { limits, problemsIn, type RubricPlan } from './rubric.rules.js';
import { planOf, type Rubric } from './rubrics.service.js';

export const rubricPath = (id: string) => `/grading/rubrics/${id}`;

/** What stands on top of every page of a rubric version. */
export interface RubricHead {
  title: string;
  /** "Strategist, version 2 · rubric 3 · draft" */
  kicker: string;
  courseVersionHref: string;
  courseVersionLabel: string;
  rubricHref: string;
  fileHref: string;
}

export function rubricHead({
  rubric,
  number,
  publishedAt,
  discardedAt,
  courseVersion,
}: RubricContext): RubricHead {
  const state = discardedAt ? 'discarded draft' : publishedAt ? 'published' : 'draft';
  const draft = (courseVersion.publishedAt ?? courseVersion.discardedAt) === null;
  return {
    title: rubric.title || 'Rubric',
    kicker: `${courseVersion.title}, version ${courseVersion.number} · rubric ${number} · ${state}`,
    courseVersionHref: `/courses/${draft ? 'drafts' : 'versions'}/${courseVersion.id}`,
    courseVersionLabel: `${courseVersion.title}, version ${courseVersion.number}`,
    rubricHref: rubricPath(rubric.id),
    fileHref: `${rubricPath(rubric.id)}/file`,
  };
}

export interface RubricPage extends RubricHead {
  /** "Published 16 Nov 2026. Work is judged by it." */
  facts: string;
  passRule: string;
  criteria: ShownCriterion[];
  /** How it is changed: a draft that is open already, or the way to begin one; null for one that is not in force. */
  change: { openHref: string | null; action: string } | null;
  others: { label: string; href: string }[];
}

export function rubricPage(context: RubricContext, { timeZone }: Pick<Viewer, 'timeZone'>): RubricPage {
  const { rubric, publishedAt, courseVersion, versions } = context;
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium' });
  const inForce = versions.find((one) => one.publishedAt !== null)?.id === rubric.id;
  const open = versions.find((one) => one.publishedAt === null && one.id !== rubric.id);
  const state = inForce ? 'Work is judged by it.' : 'A later rubric has taken its place.';
  return {
    ...rubricHead(context),
    facts: publishedAt
      ? `Published ${day.format(publishedAt)}. ${state}`
      : 'Discarded: nobody goes on with it, and no work is judged by it.',
    passRule: passRuleWords(planOf(rubric)),
    criteria: shownCriteria(rubric),
    change: inForce
      ? {
          openHref: open ? rubricPath(open.id) : null,
          action: `/courses/versions/${courseVersion.id}/rubric/drafts`,
        }
      : null,
    others: versions
      .filter(({ id }) => id !== rubric.id)
      .map((other) => ({
        label: `Rubric ${other.number} · ${other.publishedAt ? `published ${day.format(other.publishedAt)}` : 'draft'}`,
        href: rubricPath(other.id),
      })),
  };
}

interface ShownCriterion {
  anchor: string;
  title: string;
  description: string;
  competency: string;
  weight: string;
  share: string;
  sections: string;
  levels: { title: string; description: string; points: string; required: boolean }[];
}

/** The criteria of a rubric with their levels: the model of `grading/rubrics/criteria`. */
export function shownCriteria({ criteria }: Rubric): ShownCriterion[] {
  const shares = shareWords(criteria.map(({ weight }) => weight));
  return criteria.map((criterion, at) => ({
    anchor: `criterion-${at + 1}`,
    title: criterion.title || 'Without a title',
    description: criterion.description,
    // A draft that was discarded may have had none.
    competency: competencyWords(criterion.competency),
    weight: String(criterion.weight),
    share: shares[at] ?? '–',
    sections: criterion.sections.map(({ title }) => title).join(', '),
    levels: criterion.levels.map(({ title, description, points, required }) => ({
      title,
      description,
      points: points === 1 ? '1 point' : `${points} points`,
      required,
    })),
  }));
}

export interface RubricImportPage extends RubricHead {
  form: FormState;
  previewAction: string;
  sections: { key: string; title: string }[];
  competencies: { key: string; title: string }[];
  mostLevels: number;
}

export function rubricImportPage(context: RubricContext, form: FormState): RubricImportPage {
  return {
    ...rubricHead(context),
    form,
    previewAction: `${rubricPath(context.rubric.id)}/imports/previews`,
    sections: [...context.sections],
    competencies: Object.entries(competencies).map(([key, { title }]) => ({ key, title })),
    mostLevels: limits.levels,
  };
}

export interface RubricImportPreviewPage extends RubricHead {
  action: string;
  importHref: string;
  text: string;
  version: string;
  /** What it would change, a criterion each; none when the file says what the draft says. */
  changes: ShownDifference[];
  /** What the file lacks before it can be published. */
  missing: string[];
}

export function rubricImportPreviewPage(
  context: RubricContext,
  { plan, text }: { plan: RubricPlan; text: string },
): RubricImportPreviewPage {
  const titles = Object.fromEntries(context.sections.map(({ key, title }) => [key, title]));
  const base = rubricPath(context.rubric.id);
  return {
    ...rubricHead(context),
    action: `${base}/imports`,
    importHref: `${base}/imports/new`,
    text,
    version: String(context.version),
    changes: shownDifferences(compareRubrics(planOf(context.rubric), plan, titles)),
    missing: problemsIn(
      plan,
      context.sections.map(({ key }) => key),
      unprintableIn(plan),
    ).map(({ message }) => message),
  };
}

export interface ShownDifference {
  title: string;
  tag: { kind: string; icon: string; word: string };
  facts: { name: string; pieces: Piece[] }[];
}

/** What differs between two rubrics: the model of `grading/rubrics/differences`. */
export function shownDifferences(differences: readonly RubricDifference[]): ShownDifference[] {
  return differences.map(({ key, title, kind, facts }) => ({
    title: key === null ? 'The rubric as a whole' : title || key,
    tag: tags[kind],
    // That it goes says everything.
    facts: kind === 'removed' ? [] : facts.map(factShown),
  }));
}

/** Of an order both are shown whole: the words that two orders share say nothing. */
function factShown({ name, before, after }: RubricDifference['facts'][number]): {
  name: string;
  pieces: Piece[];
} {
  if (name !== orderName) return { name, pieces: differingWords(before, after) };
  return {
    name,
    pieces: [
      { kind: 'removed', text: before },
      { kind: 'same', text: '\n' },
      { kind: 'added', text: after },
    ],
  };
}

const competencyWords = (key: string) => (isCompetencyKey(key) ? competencies[key].title : 'None');

const tags = {
  added: { kind: 'good', icon: 'plus', word: 'New' },
  removed: { kind: 'bad', icon: 'minus', word: 'Removed' },
  changed: { kind: 'plain', icon: 'pencil', word: 'Changed' },
};

export interface NoRubricPage {
  courseVersionLabel: string;
  courseVersionHref: string;
  /** Null for a draft that was discarded. */
  action: string | null;
}

export function noRubricPage({ id, title, number, draft }: CourseVersionRubric): NoRubricPage {
  return {
    courseVersionLabel: `${title}, version ${number}`,
    courseVersionHref: `/courses/${draft ? 'drafts' : 'versions'}/${id}`,
    action: draft ? `/courses/versions/${id}/rubric/drafts` : null,
  };
}
