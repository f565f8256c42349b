import { type CompanyName } from '../handbooks/texts.js';

interface Manager {
  name: string;
  email: string;
  company: CompanyName;
  /** In the rubric's order; the last one goes on for the rest. */
  levels: readonly number[];
  remark: string;
  /** Null for a random code. */
  demoWord: string | null;
}

/** They wrote about the hotel whose strategy stands among the examples. */
export const firstManagers: readonly Manager[] = [
  {
    ...{ name: 'Birgitta Sandström', email: 'birgitta@capstone.example', company: 'turnstoneBay' },
    ...{ levels: [3, 2, 3, 2], demoWord: 'EXP1RED' },
    remark: 'Whoever has to say yes can say it from this page.',
  },
  {
    ...{ name: 'Ngozi Umeh', email: 'ngozi@capstone.example', company: 'turnstoneBay' },
    ...{ levels: [2], demoWord: null },
    remark: 'Everything is here. The risk deserves the second place, not the last.',
  },
  {
    ...{ name: 'Emil Varga', email: 'emil@capstone.example', company: 'turnstoneBay' },
    ...{ levels: [1, 1, 2, 1], demoWord: null },
    remark: 'I do not find what the page asks for.',
  },
];
