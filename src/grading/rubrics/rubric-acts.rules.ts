import { type TypedCriterion, type TypedLevel, type TypedRubric } from './rubric-form.rules.js';

/**
 * What the buttons of the editor do to what is typed, by their value: `add`, `c2 up`, `c2 down`, `c2 remove`, `c2 add`,
 * `c2 l3 up`, `c2 l3 down`, `c2 l3 remove`. Nothing of it is stored. Where scripts run, the page does the same itself.
 */
export function acted(typed: TypedRubric, act: string): TypedRubric {
  const [token = '', second = '', third = ''] = act.split(' ');
  if (act === 'add') return { ...typed, criteria: [...typed.criteria, newCriterion(typed)] };
  if (second === 'up' || second === 'down' || second === 'remove') {
    return { ...typed, criteria: changed(typed.criteria, token, second) };
  }
  return {
    ...typed,
    criteria: typed.criteria.map((criterion) => {
      if (criterion.token !== token) return criterion;
      if (second === 'add') return { ...criterion, levels: [...criterion.levels, newLevel(criterion)] };
      const levels = changed(criterion.levels, second, third);
      const required = levels.some((level) => level.token === criterion.required) ? criterion.required : '';
      return { ...criterion, levels, required };
    }),
  };
}

/** Takes its levels' titles and points from the one before it, as most rubrics have one scale. */
export function newCriterion({ criteria }: TypedRubric): TypedCriterion {
  const last = criteria.at(-1);
  const scale = last?.levels.map(({ title, points }) => ({ title, points })) ?? usualScale;
  return {
    token: nextToken('c', criteria),
    key: '',
    title: '',
    description: '',
    competency: '',
    weight: last?.weight ?? '20',
    sections: [],
    levels: scale.map((level, at) => ({ token: `l${at + 1}`, description: '', ...level })),
    required: '',
  };
}

/** The next level up: a point more than the highest. */
export function newLevel({ levels }: Pick<TypedCriterion, 'levels'>): TypedLevel {
  const highest = Math.max(
    -1,
    ...levels.map(({ points }) => (/^\d{1,9}$/.test(points) ? Number(points) : -1)),
  );
  return { token: nextToken('l', levels), title: '', description: '', points: String(highest + 1) };
}

const usualScale = ['Beginning', 'Developing', 'Proficient', 'Excellent'].map((title, at) => ({
  title,
  points: String(at),
}));

const nextToken = (letter: string, items: readonly { token: string }[]) =>
  `${letter}${Math.max(0, ...items.map(({ token }) => Number(token.slice(1)))) + 1}`;

function changed<T extends { token: string }>(items: readonly T[], token: string, act: string): T[] {
  const from = items.findIndex((item) => item.token === token);
  const item = items[from];
  if (!item || !['up', 'down', 'remove'].includes(act)) return [...items];
  const others = items.toSpliced(from, 1);
  if (act === 'remove') return others;
  return others.toSpliced(Math.max(0, act === 'up' ? from - 1 : from + 1), 0, item);
}
