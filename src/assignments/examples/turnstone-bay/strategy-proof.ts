import { type ExampleSection } from '../example-handbook.js';

/** Turnstone Bay's strategy: how anybody will know (reporting, return on investment). */

export const reporting: ExampleSection = {
  prose: `
Nine measures: five for the objectives, four that keep them honest. Followers, reach and likes have no line, since nobody in the house would act differently if they halved.

> **Questions answered within twelve hours.** Counts public questions on Plaza and in the thread that have, twelve hours later, an answer from the house or one that it has confirmed, out of all such questions, *including those never answered*. Today 3 of 41; target 85 % from 30 June. Second number: the same question again within seven days. The head of guest services acts below 70 % for two weeks running, with six hours from reservations.

**News or noise.** In the twelve weeks before the storm 22, 25, 27, 23, 20, 24, 28, 25, 21, 23, 26 and 24 questions were asked. The mean is 24.0, the mean difference from week to week 3.1, so 16 to 32 is ordinary (24.0 ± 2.66 × 3.1). Above 32 the general manager asks why; otherwise nobody needs to have an explanation.

**Was it the answers?** The direct share can rise for other reasons. So the answers stay in English for the year. English-speaking markets bring 60 % of stays (S1). If the answers do the work, the whole rise happens there, and three points in all are five in that group. With about 2,100 bookings against 1,400, the comparison sees four points or more.[^1] If it sees nothing, we say that we don’t know. Until then bookings through an answer are counted. Some of those people would have booked directly anyway, so the count is good for stopping and useless for boasting.

| Program | Repair if | Stop if |
| --- | --- | --- |
| Ask the house | under 70 % for two weeks | under 13 bookings through answers by 30 June |
| Storm line | first word later than three hours | under 18 % moved by 30 November |
| Afternoon circle | under 8 of 10 residents in round two | menu unchanged after round two |
| True rooms | a caption open after five working days | under 13 claims fewer, April to August |
| The people you ask for | two of the ten stop in a month | at most two vacancies by 30 September |

The board decides the first line, the general manager the others. **The board’s page** comes each quarter: five objectives beside what they were and should be, the money, one risk, and what we ask it to change. What fell stands where what rose stands.

[^1]: Between two groups and two years: 1.96 × √(0.19 × (1 ÷ 2,100 + 1 ÷ 1,400) × 2) = 0.042.
`,
  rows: [
    {
      id: 'm-direct',
      measure: 'Direct share of room nights booked (today 25 %); beside it all nights',
      objective: 'o-direct',
      source: 'Reservation system, booking date, by market',
      rhythm: 'monthly',
      actor: 'Revenue manager',
    },
    {
      id: 'm-through',
      measure: 'Bookings made through an answer (13 by 30 June)',
      objective: 'o-direct',
      source: 'Booking system, first page visited',
      rhythm: 'monthly',
      actor: 'Revenue manager',
    },
    {
      id: 'm-answered',
      measure: 'Public questions answered within twelve hours (today at most 7 %)',
      objective: 'o-direct',
      source: 'Shared inbox, checked by hand on Mondays',
      rhythm: 'weekly',
      actor: 'Head of guest services',
    },
    {
      id: 'm-moved',
      measure: 'Cancelled nights that were moved (today 8 %); beside it those moved without a storm',
      objective: 'o-moved',
      source: 'Reservation system, June to November',
      rhythm: 'monthly',
      actor: 'Transport manager',
    },
    {
      id: 'm-first-word',
      measure: 'Hours from bulletin to first word (August 2026: 53)',
      objective: 'o-moved',
      source: 'Bulletins, and the page’s own log',
      rhythm: 'weekly',
      actor: 'Transport manager',
    },
    {
      id: 'm-afternoon',
      measure: 'Afternoon treatments a month (today about 140); beside it mornings',
      objective: 'o-afternoon',
      source: 'Spa’s booking system, hour of beginning',
      rhythm: 'monthly',
      actor: 'Spa manager',
    },
    {
      id: 'm-circle',
      measure: 'Notes from the same ten residents by round, and changes on the menu',
      objective: 'o-afternoon',
      source: 'The notes, the printed menu',
      rhythm: 'quarterly',
      actor: 'Spa manager',
    },
    {
      id: 'm-claims',
      measure: 'Claims by wing, against the same month of 2026',
      objective: 'o-claims',
      source: 'Operators’ monthly statements',
      rhythm: 'monthly',
      actor: 'Sales manager',
    },
    {
      id: 'm-agency',
      measure: 'Vacancies placed with an agency; beside it people who left within six months',
      objective: 'o-agency',
      source: 'Personnel records, agency invoices',
      rhythm: 'quarterly',
      actor: 'HR manager',
    },
  ],
};

export const roi: ExampleSection = {
  fields: { overrun: '15' },
  prose: `
**We expect $89,272 for $77,000 in 2027, a return of 16 %.** With all five benefits low and costs 15 % over, it is −62 %; with all high, 68 %. Neither is likely. The next table makes one benefit low and leaves the others as expected; beside it stands from where each program pays alone.

| Program | Cost | Expected | Pays from | Plan, if low |
| --- | ---: | ---: | --- | ---: |
| Ask the house | $39,558 | $22,932 | 942 nights moved | −4 % |
| Storm line | $14,720 | $25,840 | 87 nights kept, 18 % | −3 % |
| Afternoon circle | $6,648 | $18,600 | 108 treatments | 1 % |
| True rooms | $8,808 | $12,000 | 23 claims | 6 % |
| The people you ask for | $7,266 | $9,900 | 5 vacancies | 7 % |

Two assumptions carry the plan, and they can fail together, since both rest on the belief that people act on what the house tells them. Then the benefit is $59,024 and the return −23 %.

**Why not run the last four alone?** Ask the house does not pay for itself in 2027. But the others speak through its hosts and pages, and a storm line that nobody visits on ordinary days isn’t found on the bad one. And its benefit grows: if the direct share goes from 31 to 35 % in 2028, about 1,456 nights move, worth $61,152. With the others merely repeated, the second year brings $127,492 for $63,140.

**Where the limit of 13 comes from.** The plan pays from 254 moved nights, or 49 bookings of 5.2 nights. If the share rises evenly, a quarter of them, 12, fall before 30 June. A second view agrees: 105 expected bookings among 1,248 questions a year are one in twelve, and each answer is read by more people than asked.

**What would have happened anyway.** The direct share fell from 27 % in 2022 to 25 % (S1), so no trend helps us. The 8 % who move a stay today are not counted. Afternoons are compared with mornings, claims wing by wing.

**What isn’t in the sum.** Hosts may be asked less at the desk; nobody goes home for it. The fourteen may bring friends. And a family that knows by six o’clock that everybody is well has something for which we won’t invent a price. Its sign would be reviews that mention the storm and not the silence.

**If fewer than 13 bookings have come through the answers by 30 June, shrink Ask the house; if less than 18 % of cancelled nights have been moved by 30 November, end the Storm line and keep its page.**
`,
  rows: [
    {
      id: 'v-direct',
      benefit: 'Room nights that move from an agency to the hotel',
      program: 'p-house',
      low: '182',
      expected: '546',
      high: '728',
      value: '42.00',
      assumption:
        'One, three and four points of 18,200 nights, the average of a year’s rise (guessed). Commission $57.60, less system fee $6.00 and card charge $9.60 (S1, S14, S15).',
    },
    {
      id: 'v-moved',
      benefit: 'Room nights that are moved in the storm season and not lost',
      program: 'p-storm',
      low: '64',
      expected: '152',
      high: '230',
      value: '170.00',
      assumption:
        '10 points of a quiet season’s 640 nights, 17 of 895, 20 of 1,150 (S1). Price $240, less $62 for the room, plus $40 from the restaurant; less a fifth for guests displaced, rounded down (S5, S18).',
    },
    {
      id: 'v-spa',
      benefit: 'Treatments sold between one and five that were not sold before',
      program: 'p-spa',
      low: '120',
      expected: '300',
      high: '450',
      value: '62.00',
      assumption:
        '16, 40 and 60 more a month in 7½ open months from April; the 40 are the average of a rise from 20 to 60 (guessed). Price $110, less therapist’s share $33, products $11, linen and card $4 (S5, S17, S18).',
    },
    {
      id: 'v-claims',
      benefit: 'Operators’ claims avoided',
      program: 'p-rooms',
      low: '10',
      expected: '30',
      high: '42',
      value: '400.00',
      assumption:
        'Some 84 claims would fall on rooms whose pictures have been replaced; 12, 36 and 50 % of them (guessed). $58,000 ÷ 145 = $400 (S1).',
    },
    {
      id: 'v-agency',
      benefit: 'Vacancies filled without an agency',
      program: 'p-people',
      low: '2',
      expected: '6',
      high: '9',
      value: '1,650.00',
      assumption:
        'Of 15 in twelve months, ten of which remain after the start (guessed, S4). The fee is a month’s wage, on average $1,650 (S16).',
    },
  ],
};
