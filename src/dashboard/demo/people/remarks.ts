/** What the demo's instructors say about a criterion at each level, the lowest first; each in two voices. */
export const remarksByLevel: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'strategic-choice': [
    [
      'Everything is to be done at once. Say what the company should stop.',
      'I count eleven activities and no choice. Which one would you keep if there were money for one?',
    ],
    [
      'The direction would fit any company. Begin with the complaints that you found, and choose from there.',
      'There is a choice, but your findings would bear its opposite as well. Show why it is this one.',
    ],
    [
      'A clear choice that follows from what you found. Say also what would make you change your mind.',
      'You say what the company should leave, and why. The alternatives deserve a paragraph.',
    ],
    [
      'You name two ways that would also work, and say honestly what they would be better at.',
      'Bold, and every step can be traced to a finding. Show this to your colleagues.',
    ],
  ],
  'customer-engagement': [
    [
      'The company speaks, nobody is asked anything. Where would a customer answer?',
      'Four channels, no reason to open any of them twice.',
    ],
    [
      'Customers may write in. What happens with what they write?',
      'A reason to come once. I miss the reason to come back.',
    ],
    [
      'Each program says who answers whom. Write down what happens at the weekend.',
      'Customers know what becomes of their word. Name the person who reads it.',
    ],
    [
      'Customers change what happens next, and can see that they did.',
      'Every presence has an owner who is there anyway. That is rare.',
    ],
  ],
  'evidence-and-measures': [
    [
      'Where does this come from? None of the figures has a source.',
      'The measures count what is posted. None counts what it does.',
    ],
    [
      'Some sources have no date. What was seen in spring may be gone by now.',
      'Your measures belong to activities. Tie each to an objective.',
    ],
    [
      'Findings with sources and dates. Two of them contradict each other; say which one you believe.',
      'Each measure belongs to an objective. Who counts while that person is on holiday?',
    ],
    [
      'You weigh your sources against each other, and leave out the one that suits you best.',
      'The report tells an executive what to stop. Few reports do.',
    ],
  ],
  'executive-brief': [
    [
      'This is a table of contents. Write the page last, and as if nobody read another.',
      'The brief says what the handbook holds, and not what should be decided.',
    ],
    [
      'The situation is clear after two sentences. I do not find what I am asked for.',
      'What does it cost? The sum stands on page 9 only.',
    ],
    [
      'Situation, choice, cost and benefit on one page. The risk is missing.',
      'I could decide from this. Put the decision first.',
    ],
    [
      'Read in three minutes, and I know what could go wrong.',
      'An executive would sign this, or say exactly why not.',
    ],
  ],
  'business-alignment': [
    [
      'The programs stand beside the business. Which department misses them if they end?',
      'A budget without people: who does all this?',
    ],
    [
      'The objectives are named, and the hours belong to somebody who has none left.',
      'The return is asserted. Show one row of the calculation.',
    ],
    [
      'Each program serves a function, with hours and money. The low case is a little friendly.',
      'The sums hold. Say which assumption you would check first.',
    ],
    [
      'The return is a range, and the handbook says when to stop.',
      'You found the one assumption on which everything rests, and say how to test it by March.',
    ],
  ],
};

/** Remarks that a cohort's instructors use again and again. */
export const bankOfCohort = [
  'Say in one sentence what the company should stop doing.',
  'Name the source, and the day on which you saw it.',
  'Who does this while that person is on holiday?',
  '“{{quote}}” – is this what you found, or what you expect?',
  'To reach “{{next}}”, weigh at least one alternative.',
  'Put the decision into the first sentence of the page.',
];

export const bankOfOne = [
  '{{student}}, read this section aloud. Where you stop for breath, there should be a full stop.',
  'The figure is right. Show the reader how you got it.',
  'I would cut the second paragraph of “{{section}}”. Nothing would be lost.',
];
