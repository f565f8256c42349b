import { type KeyedAct } from './keys.js';

/** What a page for marking does when it is asked to by a key. */
export interface DeskActs {
  level: (figure: number) => void;
  step: (by: 1 | -1) => void;
  nextMissing: () => void;
  remark: () => void;
  backToCriterion: (event: KeyboardEvent) => void;
  toEnd: () => void;
  go: (direction: 'next' | 'previous') => void;
  openPalette: () => void;
  openQueue: () => void;
  stepSection: (by: 1 | -1) => void;
  intoHandbook: () => void;
  openHelp: () => void;
}

const marks = 'Marks';
const handbooks = 'Handbooks';
const reading = 'Reading';

/**
 * The keys of the desk and of the page by criterion, the same letters on both. None of them is a browser's; a screen
 * reader that reads keeps its letters to itself.
 */
export function deskKeys(desk: DeskActs & { openWhole?: () => void }): KeyedAct[] {
  return [
    {
      group: marks,
      label: 'Choose a level; 0 takes it away',
      keys: levelKeys,
      shown: '1 2 3 …',
      run: ({ key, code }) => {
        desk.level(figureOf(key, code));
      },
    },
    {
      group: marks,
      label: 'Next criterion',
      keys: ['j'],
      run: () => {
        desk.step(1);
      },
    },
    {
      group: marks,
      label: 'Criterion before',
      keys: ['k'],
      run: () => {
        desk.step(-1);
      },
    },
    {
      group: marks,
      label: 'Next criterion without a level',
      keys: ['m'],
      run: () => {
        desk.nextMissing();
      },
    },
    {
      group: marks,
      label: 'Write the remark of the criterion',
      keys: ['e'],
      run: () => {
        desk.remark();
      },
    },
    {
      group: marks,
      label: 'From a remark back to its criterion',
      keys: ['Escape'],
      whileTyping: true,
      run: (event) => {
        desk.backToCriterion(event);
      },
    },
    ...(desk.openWhole ? [wholeRubric(desk.openWhole.bind(desk))] : []),
    {
      group: marks,
      label: 'To the buttons at the end',
      keys: ['f'],
      run: () => {
        desk.toEnd();
      },
    },
    {
      group: handbooks,
      label: 'Next student',
      keys: ['n'],
      run: ({ repeat }) => {
        if (!repeat) desk.go('next');
      },
    },
    {
      group: handbooks,
      label: 'Student before',
      keys: ['p'],
      run: ({ repeat }) => {
        if (!repeat) desk.go('previous');
      },
    },
    {
      group: handbooks,
      label: 'Go to a student or criterion by letters',
      keys: ['g'],
      run: () => {
        desk.openPalette();
      },
    },
    {
      group: handbooks,
      label: 'Which handbooks to walk through',
      keys: ['q'],
      run: ({ repeat }) => {
        if (!repeat) desk.openQueue();
      },
    },
    {
      group: reading,
      label: 'Section after',
      keys: [']', 'Shift+]'],
      run: () => {
        desk.stepSection(1);
      },
    },
    {
      group: reading,
      label: 'Section before',
      keys: ['[', 'Shift+['],
      run: () => {
        desk.stepSection(-1);
      },
    },
    {
      group: reading,
      label: 'Into the handbook',
      keys: ['h'],
      run: () => {
        desk.intoHandbook();
      },
    },
    {
      group: 'Help',
      label: 'These keys',
      keys: ['?', 'Shift+?'],
      run: () => {
        desk.openHelp();
      },
    },
  ];
}

const wholeRubric = (open: () => void): KeyedAct => ({
  group: marks,
  label: 'The whole rubric at full width',
  keys: ['w'],
  run: open,
});

/** What the page by criterion has beside them. */
export interface WalkActs {
  switchNames: () => void;
}

/**
 * On the page by criterion: a criterion of the same handbook is another page, the levels are written out there already,
 * and names can be hidden.
 */
export function walkKeys(walk: DeskActs & WalkActs): KeyedAct[] {
  const words: Readonly<Partial<Record<string, string>>> = {
    j: 'Next criterion of this handbook',
    k: 'Its criterion before',
    m: 'Its next criterion without a level',
    n: 'Next handbook; Enter on a level does the same',
    p: 'Handbook before',
    q: 'Only handbooks without a level, or all',
  };
  const shared = deskKeys(walk).map((act) => {
    const label = words[act.keys[0] ?? ''];
    if (label === undefined) return act;
    // A key that is held down would ask for one page after the other.
    const run = (event: KeyboardEvent) => {
      if (!event.repeat) act.run(event);
    };
    return { ...act, label, run };
  });
  return [
    ...shared,
    {
      group: handbooks,
      label: 'Next handbook, from a remark',
      keys: ['$mod+Enter'],
      whileTyping: true,
      run: ({ repeat }) => {
        if (!repeat) walk.go('next');
      },
    },
    {
      group: handbooks,
      label: 'Hide or show students’ names',
      keys: ['a'],
      run: ({ repeat }) => {
        if (!repeat) walk.switchNames();
      },
    },
  ];
}

/** By the key's place and by what it writes: in the upper row, on the number pad, and with Shift where figures need it. */
const levelKeys = Array.from({ length: 10 }, (_, figure) => [
  `Digit${figure}`,
  `Numpad${figure}`,
  `${figure}`,
  `Shift+${figure}`,
]).flat();

/** On keyboards where a figure needs Shift (AZERTY), the key without it counts as well. */
function figureOf(key: string, code: string): number {
  return Number(/^[0-9]$/.test(key) ? key : code.slice(-1));
}
