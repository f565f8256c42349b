export interface Question {
  /** What applicants are asked. */
  question: string;
  /** What an answer has to show; applicants read it, too. */
  shows: string;
}

/**
 * What a cohort asks unless somebody writes other questions. They ask for things that were done, not for opinions or
 * titles, so that an answer can be marked with yes or no.
 */
export const defaultQuestions: readonly Question[] = [
  {
    question: 'Which decision of your organisation, or of one you know well, did you help to prepare?',
    shows: 'names one decision, the options there were, and your own part in it.',
  },
  {
    question: 'Explain something difficult from your work to somebody who has never done it.',
    shows: 'can be followed without any technical term that is not explained.',
  },
  {
    question: 'When did a fact change your mind about something at work?',
    shows: 'names the fact, where it came from, and what you did differently afterwards.',
  },
  {
    question:
      'Which company would you write your handbook about, and what do you know about it from public sources?',
    shows: 'names a real company and at least three facts, each with where you read it.',
  },
  {
    question: 'Who talks about that company in public, and what do these people want from it?',
    shows: 'tells at least two groups apart and gives each a need of its own.',
  },
  {
    question: 'What would you advise that company not to do, and why?',
    shows:
      'rules out something that others would find reasonable, with a reason from the company’s situation.',
  },
  {
    question: 'Describe a plan of yours that did not work out.',
    shows: 'says what was planned, what happened, and what you would measure earlier today.',
  },
  {
    question: 'How did you find out whether something that you had done was worth its cost?',
    shows: 'compares a cost with an effect, both in numbers or with a reason why there are none.',
  },
  {
    question: 'Tell of a disagreement with a colleague that ended well.',
    shows: 'describes the other’s view so that they would agree with the description.',
  },
  {
    question: 'Which hours of your week will be free for the course during its three weeks?',
    shows: 'names at least six hours a week, and which of the live sessions you can attend.',
  },
];
