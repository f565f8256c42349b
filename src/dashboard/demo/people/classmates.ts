import { type CompanyName } from '../handbooks/texts.js';

/** Somebody who learns beside Alice in the demo's running cohort. */
export interface Classmate {
  name: string;
  email: string;
  timeZone: string;
  /** How many lessons, in their order, they have marked as done. */
  lessonsDone: number;
  company: CompanyName;
  /** What they have written so far, an evening each. */
  evenings: readonly (readonly string[])[];
  part?: 'withdraws' | 'needs-time';
}

const [found, chosen, carried] = [
  ['goal', 'research', 'swot'],
  ['strategy', 'programs'],
  ['actions', 'presence', 'resources'],
];

export const classmates: readonly Classmate[] = [
  {
    ...{ name: 'Nkechi Adébáyò', email: 'nkechi@capstone.example', timeZone: 'Africa/Lagos' },
    ...{ lessonsDone: 11, company: 'oatfieldDairy' },
    evenings: [found, ['sources', 'strategy'], ['programs', 'actions'], ['presence', 'resources', 'budget']],
  },
  {
    ...{ name: 'Rafael Ibáñez Soto', email: 'rafael@capstone.example', timeZone: 'America/Bogota' },
    ...{ lessonsDone: 6, company: 'pellStreet', evenings: [['research'], ['goal', 'swot']] },
  },
  {
    ...{ name: 'Σοφία Παπαδάκη', email: 'sofia@capstone.example', timeZone: 'Europe/Athens' },
    ...{ lessonsDone: 3, company: 'vellanoTiles', evenings: [['goal']], part: 'needs-time' },
  },
  {
    ...{ name: 'Priya Raman', email: 'priya@capstone.example', timeZone: 'Asia/Kolkata' },
    ...{ lessonsDone: 0, company: 'kestrelRow', evenings: [] },
  },
  {
    ...{ name: 'Mateusz Wróbel', email: 'mateusz@capstone.example', timeZone: 'Europe/Warsaw' },
    ...{ lessonsDone: 8, company: 'kestrelRow', evenings: [found, ['sources'], chosen] },
  },
  {
    ...{ name: 'Leilani Kahananui', email: 'leilani@capstone.example', timeZone: 'Pacific/Honolulu' },
    ...{
      lessonsDone: 7,
      company: 'quaysideOpticians',
      evenings: [['research', 'sources'], ['swot'], ['goal']],
    },
  },
  {
    ...{ name: 'Henrik Sørlie', email: 'henrik@capstone.example', timeZone: 'Europe/Oslo' },
    ...{ lessonsDone: 9, company: 'marrowAndFinch', evenings: [found, chosen, carried] },
  },
  {
    ...{ name: 'Beatriz Nogueira', email: 'beatriz@capstone.example', timeZone: 'America/Sao_Paulo' },
    ...{
      lessonsDone: 5,
      company: 'oatfieldDairy',
      evenings: [
        ['research', 'swot'],
        ['goal', 'sources'],
      ],
    },
  },
  {
    ...{ name: 'Aarav Shrestha', email: 'aarav@capstone.example', timeZone: 'Asia/Kathmandu' },
    ...{ lessonsDone: 12, company: 'pellStreet' },
    evenings: [found, chosen, ['sources', ...carried], ['budget', 'reporting', 'roi']],
  },
  {
    ...{ name: 'Emre Aksoy', email: 'emre@capstone.example', timeZone: 'Europe/Istanbul' },
    ...{ lessonsDone: 2, company: 'harbourLane', evenings: [['research']], part: 'withdraws' },
  },
  {
    ...{ name: 'Colleen O’Rourke', email: 'colleen@capstone.example', timeZone: 'Europe/Dublin' },
    ...{
      lessonsDone: 6,
      company: 'vellanoTiles',
      evenings: [
        ['goal', 'research'],
        ['swot', 'sources'],
      ],
    },
  },
  {
    ...{ name: 'Minh Đặng', email: 'minh@capstone.example', timeZone: 'Asia/Ho_Chi_Minh' },
    ...{ lessonsDone: 7, company: 'kestrelRow', evenings: [['research'], ['sources', 'swot'], ['goal']] },
  },
  {
    ...{ name: 'Elif Demirci', email: 'elif@capstone.example', timeZone: 'Europe/Berlin' },
    ...{ lessonsDone: 4, company: 'quaysideOpticians', evenings: [['research']] },
  },
  {
    ...{ name: 'Samuel Tetteh', email: 'samuel@capstone.example', timeZone: 'Africa/Accra' },
    ...{ lessonsDone: 1, company: 'marrowAndFinch', evenings: [['sources']] },
  },
];

/** Applies for a place among the managers and waits for an answer. */
export const applicant = {
  name: 'Mei Sørensen',
  email: 'mei@capstone.example',
  timeZone: 'Europe/Copenhagen',
  answers: [
    'Whether our ferry line should close its ticket hall in town. The options were to close it, to open it on market days only, or to move it into the library. I counted who came for three weeks and for what; 70 % needed somebody to print. It moved into the library.',
    'A timetable is a promise about two things that don’t know of each other: a ship and a bus. If the ship is late, the bus driver has to decide within a minute whether to wait, and forty people behind that decision can’t be asked. Our work is to make the decision before the day.',
    'We believed that complaints came from commuters. I sorted 200 of them by the hour of travel: two thirds were from people who travel twice a year. We rewrote the signs and left the timetable alone.',
    'A maker of garden tools in our town. Its annual report names repairs as the part that grows, its job page looks for three people in service, and its spare-parts list has been public since last year. I read all three in October.',
    'Owners who repair, and want a drawing and a part number; and people who bought the wrong size, and want to hear that they may send it back.',
    'Not to run a competition with prizes. It would bring people who want the prize to a page where nobody answers about parts.',
    'A newsletter for passengers. Nobody had time to write it after the third one. I should have asked for one hour a week of one person before the first.',
    'I told a councillor that the pier would be closed for a whole summer. I brought the engineer’s two photographs and one date, and said what we did not know yet.',
    'About five hours a week, on two evenings and on Sunday. My shifts end at four.',
    'I would read the work of others for whether the first page says what it costs, because mine never did until somebody asked.',
  ],
} as const;
