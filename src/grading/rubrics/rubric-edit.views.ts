import { type Clash } from '../../courses/versions/drafts/clash.js';
import { type ClashShown } from '../../courses/versions/drafts/draft.views.js';
import { differingWords } from '../../courses/versions/words.rules.js';
import { type FieldError } from '../../platform/errors/domain-errors.js';
import { competencies, competencyKeys } from './competencies.rules.js';
import { acted } from './rubric-acts.rules.js';
import { compareRubrics } from './rubric-comparison.rules.js';
import {
  checkTyped,
  fieldOf,
  type TypedCriterion,
  typedOf,
  type TypedLevel,
  type TypedRubric,
} from './rubric-form.rules.js';
import { unprintableIn } from './rubric-printing.js';
import { type RubricContext } from './rubric-reads.service.js';
import { countWords, passRuleWords, shareWords, stateWords } from './rubric-words.rules.js';
import { rubricHead, type RubricHead, rubricPath } from './rubric.views.js';
import { type RubricPlan, type RubricProblem } from './rubric.rules.js';
import { planOf } from './rubrics.service.js';

/** What stands beside a field while something is wrong with it; `saving`: it keeps the draft from being stored. */
export type ProblemShown = { message: string; saving: boolean } | null;

interface FieldShown {
  id: string;
  value: string;
  problem: ProblemShown;
}

interface Option {
  value: string;
  label: string;
}

export interface CriterionShown {
  token: string;
  /** Its title, or that it has none yet. */
  heading: string;
  /** Its part of all weights: "25.0 %" */
  share: string;
  open: boolean;
  /** "2 things to put right", or nothing. */
  count: string;
  first: boolean;
  last: boolean;
  title: FieldShown;
  description: FieldShown;
  competency: FieldShown;
  weight: FieldShown;
  key: FieldShown;
  /** It stands in a published rubric: its identity is settled. */
  keyFixed: boolean;
  sections: { id: string; label: string; checked: boolean }[];
  sectionsProblem: FieldShown;
  levelOrder: string;
  levelsProblem: FieldShown;
  levels: LevelShown[];
  required: FieldShown;
  requiredOptions: Option[];
}

interface LevelShown {
  /** Its criterion's token and its own: "c1-l2" */
  prefix: string;
  token: string;
  /** How buttons name it to the server: "c1 l2" */
  act: string;
  first: boolean;
  last: boolean;
  title: FieldShown;
  points: FieldShown;
  description: FieldShown;
}

export interface RubricEditPage extends RubricHead {
  action: string;
  version: string;
  order: string;
  /** What keeps it from being stored; for the summary, after it was refused. */
  form: { errors: FieldError[] };
  clash: ClashShown | null;
  /** It holds what is not stored. */
  unsaved: boolean;
  state: string;
  /** What came of the last press, when nothing was stored. */
  remark: string | null;
  name: FieldShown;
  passPercent: FieldShown;
  passRule: string;
  criteria: CriterionShown[];
  criteriaProblem: FieldShown;
  competencies: Option[];
  missing: { href: string; sentence: string }[];
  /**
   * For scripts: what a new criterion and a new level look like; the keys of the sections; and the characters in its titles
   * that certificates can't print.
   */
  newCriterion: CriterionShown;
  newLevel: LevelShown;
  sectionKeys: string;
  unprintable: string;
  importHref: string;
  /** Where it is published; a change to a rubric in use shows first what it would do. */
  publication: { href: string; label: string; hint: string };
  /** Of a change to the rubric of a published course version. */
  removalAction: string | null;
}

/** What the editor shows: what is typed, and what came of sending it. */
export interface EditShown {
  typed: TypedRubric;
  /** Null: the stored one. */
  version: string | null;
  refused?: boolean;
  clash?: Clash<RubricPlan>;
  remark?: string;
}

export function rubricEditPage(context: RubricContext, shown?: EditShown): RubricEditPage {
  const { rubric, courseVersion, sections, fixedKeys } = context;
  const typed = shown?.typed ?? typedOf(planOf(rubric), fixedKeys);
  const sectionKeys = sections.map(({ key }) => key);
  const unprintable = unprintableIn(typed);
  const { plan, problems } = checkTyped(typed, sectionKeys, unprintable);
  const forms = new FormShown(typed, problems, context);
  const shares = shareWords(plan.criteria.map(({ weight }) => weight));
  const base = rubricPath(rubric.id);
  const blank = acted({ title: '', passPercent: '', criteria: [] }, 'add').criteria[0];
  if (!blank) throw new Error('There is no new criterion.');
  const template = {
    ...blank,
    token: 'c0',
    levels: blank.levels.slice(0, 1).map((one) => ({ ...one, token: 'l0' })),
  };
  const empty = new FormShown({ title: '', passPercent: '', criteria: [template] }, [], context);
  const templateShown = empty.criterion(template, '–');
  return {
    ...rubricHead(context),
    action: base,
    version: String(shown?.clash?.version ?? shown?.version ?? context.version),
    order: typed.criteria.map(({ token }) => token).join(' '),
    form: { errors: shown?.refused === true ? forms.errors() : [] },
    clash: shown?.clash ? clashShown(shown.clash.theirs, plan, context) : null,
    unsaved: shown !== undefined,
    state: stateWords(shown === undefined, {
      refused: forms.errors().length,
      missing: forms.missing().length,
    }),
    remark: shown?.remark ?? null,
    name: forms.field('title', typed.title),
    passPercent: forms.field('pass-percent', typed.passPercent),
    passRule: passRuleWords(plan),
    criteria: typed.criteria.map((criterion, at) => forms.criterion(criterion, shares[at] ?? '–')),
    criteriaProblem: forms.field('criteria', ''),
    competencies: [
      { value: '', label: 'Choose' },
      ...competencyKeys.map((key) => ({ value: key, label: competencies[key].title })),
    ],
    missing: forms.missing(),
    newCriterion: { ...templateShown, levels: [], levelOrder: '', open: true },
    newLevel: templateShown.levels[0] ?? fail(),
    sectionKeys: JSON.stringify(sectionKeys),
    unprintable: JSON.stringify(unprintable),
    importHref: `${base}/imports/new`,
    publication: courseVersion.publishedAt
      ? {
          href: `${base}/regrade`,
          label: 'See what this change would do',
          hint: 'It changes nothing yet. You see first what it would do to each mark and each pass.',
        }
      : {
          href: `/courses/drafts/${courseVersion.id}/publication`,
          label: 'See what changes, and publish',
          hint: 'The rubric is published together with its course version.',
        },
    removalAction: courseVersion.publishedAt ? `${base}/removals` : null,
  };
}

function fail(): never {
  throw new Error('A new criterion has no level.');
}

/** Finds for each field what is wrong with it. */
class FormShown {
  private readonly byField = new Map<string, RubricProblem[]>();

  constructor(
    private readonly typed: TypedRubric,
    private readonly problems: readonly RubricProblem[],
    private readonly context: RubricContext,
  ) {
    for (const problem of problems) {
      const field = fieldOf(typed, problem.place);
      this.byField.set(field, [...(this.byField.get(field) ?? []), problem]);
    }
  }

  field(id: string, value: string): FieldShown {
    const all = this.byField.get(id) ?? [];
    const worst = all.find(({ blocks }) => blocks === 'saving') ?? all[0];
    return {
      id,
      value,
      problem: worst ? { message: worst.message, saving: worst.blocks === 'saving' } : null,
    };
  }

  errors(): FieldError[] {
    return this.listed('saving').map(({ place, message }) => ({
      field: fieldOf(this.typed, place),
      message,
    }));
  }

  missing(): { href: string; sentence: string }[] {
    return this.listed('publishing').map(({ place, message }) => ({
      href: `#${fieldOf(this.typed, place)}`,
      sentence: message,
    }));
  }

  criterion(criterion: TypedCriterion, share: string): CriterionShown {
    const { token, levels } = criterion;
    const field = (part: string, value: string) => this.field(`${token}-${part}`, value);
    const wrong = [...this.byField].filter(([id]) => id.startsWith(`${token}-`)).flatMap(([, all]) => all);
    const { criteria } = this.typed;
    return {
      token,
      heading: criterion.title.trim() || 'A criterion without a title',
      share,
      open: wrong.length > 0,
      count: countWords(wrong.length),
      first: criteria[0]?.token === token,
      last: criteria.at(-1)?.token === token,
      title: field('title', criterion.title),
      description: field('description', criterion.description),
      competency: field('competency', criterion.competency),
      weight: field('weight', criterion.weight),
      key: field('key', criterion.key),
      keyFixed: this.context.fixedKeys.includes(criterion.key),
      sections: this.context.sections.map(({ key, title }) => ({
        id: `${token}-section-${key}`,
        label: title,
        checked: criterion.sections.includes(key),
      })),
      sectionsProblem: field('sections', ''),
      levelOrder: levels.map((level) => level.token).join(' '),
      levelsProblem: field('levels', ''),
      levels: levels.map((level, at) => this.level(criterion, level, at)),
      required: field('required', criterion.required),
      requiredOptions: [
        { value: '', label: 'No level is required' },
        ...levels.map((level, at) => ({
          value: level.token,
          label: level.title.trim() || `Level ${at + 1}`,
        })),
      ],
    };
  }

  private level(criterion: TypedCriterion, level: TypedLevel, at: number): LevelShown {
    const prefix = `${criterion.token}-${level.token}`;
    return {
      prefix,
      token: level.token,
      act: `${criterion.token} ${level.token}`,
      first: at === 0,
      last: at === criterion.levels.length - 1,
      title: this.field(`${prefix}-title`, level.title),
      points: this.field(`${prefix}-points`, level.points),
      description: this.field(`${prefix}-description`, level.description),
    };
  }

  private listed(blocks: RubricProblem['blocks']): RubricProblem[] {
    return this.problems.filter((problem) => problem.blocks === blocks);
  }
}

function clashShown(theirs: RubricPlan, yours: RubricPlan, { sections }: RubricContext): ClashShown {
  const titles = Object.fromEntries(sections.map(({ key, title }) => [key, title]));
  return {
    fields: compareRubrics(theirs, yours, titles).flatMap(({ key, title, facts }) =>
      facts.map(({ name, before, after }) => {
        const pieces = differingWords(before, after);
        return {
          name: key === null ? name : `“${title}”: ${name.toLowerCase()}`,
          theirs: pieces.filter(({ kind }) => kind !== 'added'),
          yours: pieces.filter(({ kind }) => kind !== 'removed'),
        };
      }),
    ),
  };
}
