import { type KeyedAct } from '../keys.js';

/** The keys of the remarks, as `registerKeys` takes them. */
export const remarkKeys = (acts: { begin(): void; openBank(event: Event): void }): KeyedAct[] => [
  {
    keys: ['r'],
    group: 'Remarks',
    label: 'Remark on the selected words; without any, choose words by arrow keys',
    run: () => {
      acts.begin();
    },
  },
  {
    keys: ['Alt+KeyB'],
    shown: 'Alt B',
    group: 'Remarks',
    label: 'Insert from the bank of remarks',
    whileTyping: true,
    run: (event) => {
      acts.openBank(event);
    },
  },
];
