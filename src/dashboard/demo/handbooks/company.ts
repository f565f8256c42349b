/** A company that does not exist, as a student of the demo found it, and what they recommend. */
export interface DemoCompany {
  name: string;
  /** What it is, in half a sentence: `a dairy that …`. */
  is: string;
  /** What goes wrong, in figures. */
  problem: string;
  looked: string;
  found: readonly string[];
  strengths: readonly string[];
  weaknesses: readonly string[];
  opportunities: readonly string[];
  threats: readonly string[];
  objectives: readonly Objective[];
  /** The sentence that the strategy comes down to; it goes on after “We recommend”. */
  choice: string;
  /** Why, in paragraphs. */
  reasons: string;
  leavesOut: string;
  /** What is asked of the executive; it goes on after “We ask for one decision:”. */
  decision: string;
  programs: readonly Program[];
  actions: readonly Action[];
  presence: readonly Presence[];
  people: readonly People[];
  costs: readonly Cost[];
  benefits: readonly Benefit[];
  measures: readonly Measure[];
  sources: readonly Source[];
}

export type Objective = readonly [
  objective: string,
  metric: string,
  today: string,
  target: string,
  unit: string,
];
export type Program = readonly [name: string, serves: string, purpose: string, lead: string];
/** Days of the year that is planned, `DD Mon`; the program by its place. */
export type Action = readonly [action: string, program: number, owner: string, from: string, to: string];
export type Presence = readonly [
  platform: string,
  owner: string,
  audience: string,
  purpose: string,
  decision: 'keep' | 'open' | 'close' | 'leave',
];
export type People = readonly [who: string, program: number, hoursPerWeek: number, weeks: number];
/** Unit costs in whole euros. */
export type Cost = readonly [
  item: string,
  program: number,
  kind: 'people' | 'media' | 'content' | 'tools' | 'training' | 'events' | 'other',
  quantity: number,
  unit: string,
  unitCost: number,
];
/** Values in whole euros. */
export type Benefit = readonly [
  benefit: string,
  program: number,
  low: number,
  expected: number,
  high: number,
  value: number,
  assumption: string,
];
export type Measure = readonly [
  measure: string,
  objective: number,
  source: string,
  rhythm: string,
  actor: string,
];
export type Source = readonly [source: string, path: string, note: string];
