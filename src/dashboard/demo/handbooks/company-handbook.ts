import { type HandbookText } from '../handbook-text.js';
import { type DemoCompany } from './company.js';

const euros = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const money = (amount: number) => `${amount < 0 ? '−' : ''}€${euros.format(Math.abs(amount))}`;
const list = (entries: readonly string[]) => entries.map((entry) => `- ${entry}`).join('\n');
const objectiveId = (at: number) => `o-${at + 1}`;
const programId = (at: number) => `p-${at + 1}`;

/**
 * What a student writes about a company: all thirteen sections of the Strategist's handbook, with figures that add up.
 *
 * @param year the one that is planned
 */
export function handbookAbout(company: DemoCompany, year: number): HandbookText {
  return { ...findings(company, year), ...plan(company, year), ...proof(company, year) };
}

function findings(company: DemoCompany, year: number): HandbookText {
  const { name, is, problem, looked, found, objectives, choice, reasons, leavesOut, decision } = company;
  const { strengths, weaknesses, opportunities, threats } = company;
  const [cost, benefit] = [costOf(company), benefitOf(company, 'expected')];
  return {
    'executive-brief': `
${name} is ${is}. The company is invented, and so are its figures.

${problem}

We recommend ${choice}.

It costs ${money(cost)} in the first year and is expected to bring ${money(benefit)}; in the low case it brings ${money(benefitOf(company, 'low'))}.

We ask for one decision: ${decision}.`,
    goal: {
      prose: `${problem}\n\nSocial media is a way out because people say there what they do not say at the counter, and read there what others were told.`,
      rows: objectives.map(([objective, metric, baseline, target, unit], at) => ({
        ...{ id: objectiveId(at), objective, metric, baseline, target, unit },
        by: at === 0 ? `31 Dec ${year}` : `30 Jun ${year}`,
      })),
    },
    research: `### What was looked at\n\n${looked} All of it is public.\n\n### What was found\n\n${list(found)}`,
    swot: { swot: { strengths, weaknesses, opportunities, threats } },
    strategy: `We recommend ${choice}.\n${reasons}\n\n### What we leave out\n\n${leavesOut}`,
  };
}

function plan(company: DemoCompany, year: number): HandbookText {
  const { name, programs, actions, presence, people } = company;
  return {
    programs: {
      prose: `${programs.length} programs carry it, each led by the function that it serves. None of them belongs to marketing.`,
      rows: programs.map(([program, serves, purpose, lead], at) => ({
        ...{ id: programId(at), program, serves, purpose, lead },
        objective: objectiveId(at),
      })),
    },
    actions: {
      fields: { planFrom: `7 Jan ${year}`, planTo: `31 Dec ${year}` },
      rows: actions.map(([action, program, owner, from, to], at) => ({
        ...{ id: `a-${at + 1}`, action, program: programId(program), owner },
        ...{ from: `${from} ${year}`, to: `${to} ${year}` },
      })),
    },
    presence: {
      prose: `Every place where ${name} is present has an owner who is there anyway.`,
      rows: presence.map(([platform, owner, audience, purpose, decision], at) => ({
        ...{ id: `w-${at + 1}`, platform, owner, audience, purpose, decision },
        address: `https://plaza.example/${slugOf(name)}-${at + 1}`,
      })),
    },
    resources: {
      prose:
        'The hours are those of people who are employed today. Whoever leads a program says by March what they do less of.',
      rows: people.map(([resource, program, hoursPerWeek, weeks], at) => ({
        ...{ id: `r-${at + 1}`, resource, kind: 'people', origin: 'in-house', program: programId(program) },
        ...{ hoursPerWeek: String(hoursPerWeek), weeks: String(weeks) },
      })),
    },
  };
}

function proof(company: DemoCompany, year: number): HandbookText {
  const { costs, benefits, measures, sources } = company;
  const [cost, expected] = [costOf(company), benefitOf(company, 'expected')];
  return {
    budget: {
      fields: { currency: 'EUR', period: `January to December ${year}` },
      prose: `${money(cost)} in the first year, most of it working time of people who are employed already.`,
      rows: costs.map(([item, program, kind, quantity, unit, unitCost], at) => ({
        ...{ id: `b-${at + 1}`, item, program: programId(program), kind, unit },
        ...{ quantity: String(quantity), unitCost: `${unitCost}.00` },
      })),
    },
    reporting: {
      prose: 'One page a month. What stays below its target for two months is changed or ended.',
      rows: measures.map(([measure, objective, source, rhythm, actor], at) => ({
        ...{ id: `m-${at + 1}`, measure, objective: objectiveId(objective), source, rhythm, actor },
      })),
    },
    roi: {
      fields: { overrun: '10' },
      prose: `We expect ${money(expected)} for ${money(cost)}. In the low case it is ${money(benefitOf(company, 'low'))}. Stop at the end of June when less than a third of the expected benefit can be seen.`,
      rows: benefits.map(([benefit, program, low, middle, high, value, assumption], at) => ({
        ...{ id: `v-${at + 1}`, benefit, program: programId(program), assumption, value: `${value}.00` },
        ...{ low: String(low), expected: String(middle), high: String(high) },
      })),
    },
    sources: {
      rows: sources.map(([source, path, note], at) => ({
        ...{ id: `s-${at + 1}`, source: `${source}, fictional`, note },
        ...{ address: `https://sources.example/${path}`, seen: `${at + 3} Oct ${year - 1}` },
      })),
    },
  };
}

const costOf = ({ costs }: DemoCompany) =>
  costs.reduce((sum, [, , , quantity, , unitCost]) => sum + quantity * unitCost, 0);

function benefitOf({ benefits }: DemoCompany, which: 'low' | 'expected'): number {
  return benefits.reduce(
    (sum, [, , low, expected, , value]) => sum + (which === 'low' ? low : expected) * value,
    0,
  );
}

const slugOf = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/^-|-$/g, '');
