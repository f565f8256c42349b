import { type ExampleSection } from '../example-handbook.js';

/** Where Tessmar is present, and with whose hours: social presence, resources. */

export const presence: ExampleSection = {
  prose: `
An outsider finds four presences of Tessmar today. A year from now there will be six: one is closed, three are opened, each for people who now have no place, and nobody has to look after more than two. **The question pages and the finder carry the strategy**, because an answer there can still be found next year.

The owners are our proposal. From outside we could verify only the present state: no answer on the brand page was signed with a name from June to August 2026 (S6), and the video account was last used in May 2025. Who holds the keys to either, the company has to say; that is the second action of the plan.

### Rules for all of them

1. **One audience for each.** Shopkeepers ask about prices and deliveries, so they have a room that customers do not see. Every shop with an order in the last twelve months is admitted, no other, and there is no exception.
2. **Not everything is ours.** Bean & Bar belongs to its members. The shop desk answers there when asked, under the company’s name, and never corrects anybody on taste. The same holds for the forum of the delicatessen trade.
3. **Johanna Tessmar’s own account is hers.** It is not in the table. We ask her only to pass questions on.
4. **Closing is a service.** Before the video account ends it is saved, its followers are told where to go, and the name stays registered.

### If something goes wrong tonight

Whatever concerns health goes to the quality manager at any hour, wherever it is said, the customers’ forum included; if there is no reply within half an hour, to the head of production. Whoever sees it first calls, and writes in the same place: “We have read this and are looking into it. Please do not eat the rest, and send us the number on the back.” Nothing else is written until the quality manager has spoken.
`,
  rows: [
    {
      id: 's-pages',
      platform: 'Question pages and stockist finder on the company’s own site',
      address: 'https://www.tessmar.example/questions',
      owner: 'Head of customer service; for the finder the head of sales',
      audience: 'people who hold a bar in their hand, or want one near them',
      purpose: 'One lasting answer for each frequent question, and the right door for everybody who asks.',
      decision: 'keep',
    },
    {
      id: 's-brand',
      platform: 'Brand page on the photo network, 31,400 followers',
      address: 'https://photo.example/tessmar',
      owner: 'Head of customer service, deputy shop desk; marketing contributes pictures',
      audience: 'people who already eat Tessmar',
      purpose: 'Questions answered within a working day, with the address of the lasting answer.',
      decision: 'keep',
    },
    {
      id: 's-room',
      platform: 'Shopkeepers’ room on the messaging network',
      address: 'https://rooms.example/tessmar-shops',
      owner: 'Shop desk, deputy inside sales',
      audience: 'shops with an order in the last twelve months',
      purpose: 'Heat notices, orders that hang, storage; and what other shopkeepers have found out.',
      decision: 'open',
    },
    {
      id: 's-bench',
      platform: 'The bench’s board, closed',
      address: 'https://www.tessmar.example/bench',
      owner: 'Product manager, deputy recipe developer',
      audience: 'the sixty who taste',
      purpose: 'Samples, notes, and what was made of them.',
      decision: 'open',
    },
    {
      id: 's-crew',
      platform: 'Winter crew page on the neighbourhood network',
      address: 'https://neighbours.example/tessmar-winter-crew',
      owner: 'Production manager, deputy foreperson',
      audience: 'people within 40 km who consider a season',
      purpose: 'The work as it is, told by those who did it, and a trial morning to book.',
      decision: 'open',
    },
    {
      id: 's-forum',
      platform: 'Bean & Bar, the customers’ forum, 5,800 members',
      address: 'https://beanandbar.example/',
      owner: 'A customer; for answers about Tessmar the shop desk',
      audience: 'people who taste and compare',
      purpose: 'They help each other. Tessmar supplies facts when asked.',
      decision: 'leave',
    },
    {
      id: 's-video',
      platform: 'Short-video account of the campaign of 2024, 2,150 followers',
      address: 'https://clips.example/tessmar2024',
      owner: 'Marketing, until it is closed',
      audience: 'viewers of one campaign',
      purpose: 'None since May 2025, when it was last used.',
      decision: 'close',
    },
  ],
};

export const resources: ExampleSection = {
  prose: `
We counted work before positions. The sample suggests 470 public questions in a quarter (38 of every 60 of 742), or 36 a week. How often shopkeepers will write is a guess: every fifth week each, so some 80 messages (G7). Ten real questions, answered with a stopwatch, took seven minutes each in public and five in a message.

| Shop desk, hours a week | Calm | Hot week |
| --- | ---: | ---: |
| public questions: 36 or 72 × 7 minutes | 4.2 | 8.4 |
| messages of shopkeepers: 80 or 160 × 5 minutes | 6.7 | 13.3 |
| preparing lasting answers | 3.0 | 0.0 |
| counting and reporting | 1.0 | 1.0 |
| **together** | **14.9** | **22.7** |
| of 19.5 hours | 76 % | 116 % |

Half a post is right for a calm week with room for the unexpected. In a hot week nothing new is prepared, and inside sales lends four hours, which is enough for one such week. After two in a row, a colleague from e-mail takes over the public questions.

Tessmar’s own people give 1,628 hours, of which 702 are the new half post; the trainer and the college add 68. **The single hour of the quality manager cannot be replaced**, and part 6 says who stands in. Field sales visits suggested shops on its usual tours; the visit is charged to the benefit in part 11.

One skill is missing and can be taught: answering in sixty words so that no second question is needed. Before and after the two half days, all six write the same three answers, and somebody who does not know the names compares them. For the bench, the 840 certificate holders are the first to be told that they may apply; they are written to once a year anyway.
`,
  rows: [
    {
      id: 'r-desk',
      resource: 'Shop desk: half a post, from April',
      kind: 'people',
      origin: 'hire',
      program: 'p-counter',
      hoursPerWeek: '19.5',
      weeks: '36',
    },
    {
      id: 'r-lead',
      resource: 'Head of customer service: lead, coordination, monthly report',
      kind: 'people',
      origin: 'in-house',
      program: 'p-counter',
      hoursPerWeek: '4',
      weeks: '46',
    },
    {
      id: 'r-quality',
      resource: 'Quality manager: checking what is published',
      kind: 'skill',
      origin: 'in-house',
      program: 'p-counter',
      hoursPerWeek: '1',
      weeks: '44',
    },
    {
      id: 'r-writing',
      resource: 'Trainer for short answers: two half days',
      kind: 'skill',
      origin: 'bought',
      program: 'p-counter',
      hoursPerWeek: '4',
      weeks: '2',
    },
    {
      id: 'r-inbox',
      resource: 'Shared inbox with a list of questions, looked after by the desk',
      kind: 'tool',
      origin: 'bought',
      program: 'p-counter',
      hoursPerWeek: '0',
      weeks: '47',
    },
    {
      id: 'r-sales',
      resource: 'Inside sales: calls, entries, suggestions',
      kind: 'people',
      origin: 'in-house',
      program: 'p-finder',
      hoursPerWeek: '8',
      weeks: '46',
    },
    {
      id: 'r-dispatch',
      resource: 'Dispatcher: heat notices and boxes',
      kind: 'people',
      origin: 'in-house',
      program: 'p-cool',
      hoursPerWeek: '6',
      weeks: '22',
    },
    {
      id: 'r-college',
      resource: 'Technical college with a climate chamber',
      kind: 'partner',
      origin: 'bought',
      program: 'p-cool',
      hoursPerWeek: '12',
      weeks: '5',
    },
    {
      id: 'r-product',
      resource: 'Product manager: rounds, notes, answers',
      kind: 'people',
      origin: 'in-house',
      program: 'p-bench',
      hoursPerWeek: '4',
      weeks: '30',
    },
    {
      id: 'r-fore',
      resource: 'Foreperson: questions and trial mornings',
      kind: 'people',
      origin: 'in-house',
      program: 'p-crew',
      hoursPerWeek: '3',
      weeks: '26',
    },
  ],
};
