import { type CompanyName } from '../handbooks/texts.js';

/** A day of the cohort, counted from its first, and a time on its wall. */
export type When = readonly [day: number, time: string];

/** What a marker makes of a handbook. */
export interface Marking {
  by: 'bob' | 'noor';
  at: When;
  /** In the rubric's order; null where no level is chosen yet. */
  levels: readonly (number | null)[];
  finalised: boolean;
  /** On words of a section. */
  onWords?: readonly { section: string; quote: string; body: string; criterion?: string }[];
  overall?: string;
}

/** Somebody whose handbook is being graded. */
export interface GradingStudent {
  name: string;
  email: string;
  timeZone: string;
  company: CompanyName;
  handsIn?: When;
  markings: readonly Marking[];
  moreTime?: { givenAt: When; until: When; reason: string };
  /** Their first attempt comes back, they hand in another one, and Bob takes over the marks of what is as it was. */
  again?: { returnedAt: When; until: When; reason: string; handsIn: When; carriedAt: When };
  withheld?: { at: When; reason: string };
  withdrawsAt?: When;
}

/** All is due on the 21st day at 18:00. Grades of the first handbooks are released on day 19, at noon. */
export const gradingStudents: readonly GradingStudent[] = [
  {
    ...{ name: 'Isolde Brandt', email: 'isolde@capstone.example', timeZone: 'Europe/Berlin' },
    company: 'kestrelRow',
    handsIn: [15, '19:40'],
    markings: [
      {
        ...{ by: 'bob', at: [17, '09:10'], levels: [3, 2, 2, 3, 2], finalised: true },
        onWords: [
          {
            section: 'strategy',
            quote: 'The complaint is not the waiting. It is not knowing.',
            body: 'This sentence carries the handbook. Put it on the first page.',
            criterion: 'strategic-choice',
          },
        ],
        overall: 'A handbook that one reads to the end. Watch your low case: it is still friendly.',
      },
    ],
  },
  {
    ...{ name: 'Teodor Ilieșcu', email: 'teodor@capstone.example', timeZone: 'Europe/Bucharest' },
    company: 'vellanoTiles',
    handsIn: [16, '22:05'],
    markings: [{ by: 'noor', at: [17, '16:30'], levels: [2, 2, 3, 2, 2], finalised: true }],
  },
  {
    ...{ name: 'Caoimhe Brennan', email: 'caoimhe@capstone.example', timeZone: 'Europe/Dublin' },
    company: 'pellStreet',
    handsIn: [16, '11:20'],
    markings: [
      {
        ...{ by: 'bob', at: [18, '10:00'], levels: [1, 2, 2, 1, 2], finalised: true },
        onWords: [
          {
            section: 'executive-brief',
            quote: 'We recommend',
            body: 'Up to here I do not know that you want something from me.',
            criterion: 'executive-brief',
          },
        ],
        overall: 'The findings are good. What follows from them is not yet a choice.',
      },
    ],
    again: {
      returnedAt: [19, '15:00'],
      until: [27, '18:00'],
      reason: 'May choose again and write the brief anew, as agreed in the conversation of that day.',
      handsIn: [26, '21:15'],
      carriedAt: [27, '09:05'],
    },
  },
  {
    ...{ name: 'Yusuf Kaplan', email: 'yusuf@capstone.example', timeZone: 'Europe/Istanbul' },
    ...{ company: 'oatfieldDairy', handsIn: [20, '16:50'] },
    markings: [{ by: 'bob', at: [22, '09:20'], levels: [2, 2, 2, 2, 2], finalised: true }],
  },
  {
    ...{ name: 'Maëlle Quéméneur', email: 'maelle@capstone.example', timeZone: 'Europe/Paris' },
    ...{ company: 'marrowAndFinch', handsIn: [20, '12:05'] },
    markings: [
      {
        ...{ by: 'noor', at: [22, '11:00'], levels: [3, 3, 2, 3, 3], finalised: true },
        onWords: [
          {
            section: 'research',
            quote: 'springs differ by five weeks',
            body: 'The best line of your research. Everything else follows from it.',
            criterion: 'evidence-and-measures',
          },
        ],
      },
    ],
  },
  {
    ...{ name: 'Grace Wanjiru', email: 'grace@capstone.example', timeZone: 'Africa/Nairobi' },
    ...{ company: 'quaysideOpticians', handsIn: [20, '17:41'] },
    // Exactly what passing takes
    markings: [{ by: 'bob', at: [22, '14:30'], levels: [2, 2, 1, 2, 2], finalised: true }],
  },
  {
    ...{ name: 'Anton Dragić', email: 'anton@capstone.example', timeZone: 'Europe/Zagreb' },
    ...{ company: 'harbourLane', handsIn: [19, '23:10'] },
    // Enough points, but one level short in the brief
    markings: [{ by: 'noor', at: [23, '09:00'], levels: [2, 2, 2, 1, 3], finalised: true }],
  },
  {
    ...{ name: 'Ewa Zielińska', email: 'ewa@capstone.example', timeZone: 'Europe/Warsaw' },
    ...{ company: 'pellStreet', handsIn: [20, '15:15'] },
    // One level that does not fit the others
    markings: [{ by: 'noor', at: [23, '10:40'], levels: [3, 3, 3, 3, 0], finalised: true }],
  },
  {
    ...{ name: 'Ravi Chandrasekaran', email: 'ravi@capstone.example', timeZone: 'Asia/Kolkata' },
    ...{ company: 'kestrelRow', handsIn: [21, '21:30'] },
    // Two started days late
    markings: [{ by: 'bob', at: [23, '13:15'], levels: [3, 3, 2, 3, 2], finalised: true }],
  },
  {
    ...{ name: 'Linnea Åkerlund', email: 'linnea@capstone.example', timeZone: 'Europe/Stockholm' },
    ...{ company: 'marrowAndFinch', handsIn: [20, '18:22'] },
    // Within the grace
    markings: [{ by: 'bob', at: [23, '16:00'], levels: [2, 2, 2, 3, 2], finalised: true }],
  },
  {
    ...{ name: 'Pablo Etxeberria', email: 'pablo@capstone.example', timeZone: 'Europe/Madrid' },
    ...{ company: 'harbourLane', handsIn: [20, '10:45'] },
    markings: [{ by: 'noor', at: [24, '09:30'], levels: [2, 2, 2, 2, 1], finalised: true }],
    withheld: {
      at: [25, '11:00'],
      reason:
        'Three paragraphs of the research stand word for word in another handbook. We talk on Thursday.',
    },
  },
  {
    ...{ name: 'Delphine Mbarga', email: 'delphine@capstone.example', timeZone: 'Africa/Douala' },
    ...{ company: 'oatfieldDairy', handsIn: [23, '12:20'] },
    markings: [],
    moreTime: {
      givenAt: [19, '09:30'],
      until: [23, '18:00'],
      reason: 'Her power was cut for three days after the storm; the town has confirmed it.',
    },
  },
  {
    ...{ name: 'Kasper Nyholm', email: 'kasper@capstone.example', timeZone: 'Europe/Copenhagen' },
    ...{ company: 'quaysideOpticians', handsIn: [20, '09:00'] },
    markings: [
      {
        ...{ by: 'bob', at: [25, '09:10'], levels: [2, 3, 2, null, null], finalised: false },
        onWords: [
          {
            section: 'strategy',
            quote: 'Nobody buys spectacles from the firm because of a frame.',
            body: 'Twelve reviews out of fourteen. Say here how few that is.',
            criterion: 'strategic-choice',
          },
          {
            section: 'research',
            quote: 'Every third review names a person',
            body: 'Which of the five shops? It matters for your second program.',
            criterion: 'evidence-and-measures',
          },
        ],
      },
    ],
  },
  {
    ...{ name: 'Ximena Salcedo', email: 'ximena@capstone.example', timeZone: 'America/Lima' },
    ...{ company: 'vellanoTiles', handsIn: [20, '17:58'] },
    // All levels chosen, not finalised
    markings: [
      {
        ...{ by: 'noor', at: [25, '15:00'], levels: [2, 2, 3, 2, 3], finalised: false },
        overall: 'Strong where it is concrete. I want to read the brief once more before I sign this.',
      },
    ],
  },
  {
    ...{ name: 'Baraka Mwangi', email: 'baraka@capstone.example', timeZone: 'Africa/Dar_es_Salaam' },
    ...{ company: 'pellStreet', handsIn: [20, '13:30'] },
    markings: [{ by: 'bob', at: [26, '10:05'], levels: [2, null, null, null, null], finalised: false }],
  },
  {
    ...{ name: 'Jonas Weidmann', email: 'jonas@capstone.example', timeZone: 'Europe/Zurich' },
    ...{ company: 'oatfieldDairy', handsIn: [20, '08:15'], markings: [] },
  },
  {
    ...{ name: 'Soo-ah Hwang', email: 'soo-ah@capstone.example', timeZone: 'Asia/Seoul' },
    ...{ company: 'harbourLane', handsIn: [22, '09:05'], markings: [] },
  },
  {
    ...{ name: 'Matilda Ferreira', email: 'matilda@capstone.example', timeZone: 'Europe/Lisbon' },
    ...{ company: 'kestrelRow', markings: [] },
  },
  {
    ...{ name: 'Olivier Haas', email: 'olivier@capstone.example', timeZone: 'Europe/Brussels' },
    ...{ company: 'vellanoTiles', markings: [], withdrawsAt: [9, '20:10'] },
  },
];
