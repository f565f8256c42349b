import { type ExampleSection } from '../example-handbook.js';

/** Turnstone Bay's strategy: what it takes (resources, budgets). */

export const resources: ExampleSection = {
  prose: `
### From minutes to hours

In the twelve weeks to 9 August 2026, before the storm, people asked 288 public questions about the hotel, 24 a week, and wrote 11 reviews a week on Stayed There (S7). We answered ten real questions with a stopwatch, looking things up on the hotel’s site and by telephone as a guest would: nine minutes each. A review takes twelve, because the department has to be asked.

| Ask the house, hours a week | Calm week | Storm week |
| --- | ---: | ---: |
| questions: 24 × 9 min, or 190 × 4 min | 3.6 | 12.7 |
| reviews: 11 × 12 min | 2.2 | 2.2 |
| lasting answers | 3.0 | 0.0 |
| passing on | 1.0 | 2.0 |
| counting and report | 1.0 | 1.0 |
| **work** | **10.8** | **17.9** |
| hours planned | 13.5 | 13.5 |
| used | 80 % | 133 % |

In a storm week the same few questions come back, so the answers are prepared and short: four minutes. 190 is our estimate from the 64 that came in 53 hours under a page that answered nobody (S8). **Rule for such a week:** no lasting answers are written, and two colleagues from reservations lend six hours, which makes 19.5. Reservations has them, since nobody books the week of a storm.

### Whose hours

The table adds up to 1,904 hours of the hotel’s own people. The photographer’s 48 hours are bought, and 13 are given by the ferry company’s duty desk, which already rings three hotels when a crossing is cancelled.

**The hour that can’t be replaced** is the spa manager’s. There is one, she treats guests herself three days a week, and two of her four rounds fall into months with full mornings. From March the senior therapist may draw the lots, hold a round and decide what is tested. She may not change the menu; that waits for the manager.

**Skills.** What is needed is an answer of sixty words after which nobody has to ask again. All six hosts get the same three questions before and after the training, and colleagues rank the answers without seeing the names. Who writes German or French is noted for the storm line, where three languages are needed from the first day.

No position is created. If the direct share rises as planned, the question of one comes up in 2028, with a year of figures. Methods used: set of 2026 (Listening 4, Crosswise grid 2, Social Presence 3, Return 2).
`,
  rows: [
    {
      id: 'r-hosts',
      resource: 'Front office hosts, six people in turns',
      kind: 'people',
      origin: 'in-house',
      program: 'p-house',
      hoursPerWeek: '13.5',
      weeks: '52',
    },
    {
      id: 'r-head',
      resource: 'Head of guest services, owner of the page',
      kind: 'people',
      origin: 'in-house',
      program: 'p-house',
      hoursPerWeek: '2',
      weeks: '52',
    },
    {
      id: 'r-lead',
      resource: 'Guest communications lead (today the newsletter’s editor), lead of the plan',
      kind: 'people',
      origin: 'in-house',
      program: 'p-house',
      hoursPerWeek: '6',
      weeks: '50',
    },
    {
      id: 'r-transport',
      resource: 'Transport manager',
      kind: 'people',
      origin: 'in-house',
      program: 'p-storm',
      hoursPerWeek: '4',
      weeks: '30',
    },
    {
      id: 'r-ferry',
      resource: 'Duty desk of the ferry company',
      kind: 'partner',
      origin: 'given',
      program: 'p-storm',
      hoursPerWeek: '0.5',
      weeks: '26',
    },
    {
      id: 'r-spa',
      resource: 'Spa manager; the senior therapist stands in',
      kind: 'people',
      origin: 'in-house',
      program: 'p-spa',
      hoursPerWeek: '3',
      weeks: '40',
    },
    {
      id: 'r-sales',
      resource: 'Sales manager',
      kind: 'people',
      origin: 'in-house',
      program: 'p-rooms',
      hoursPerWeek: '3',
      weeks: '44',
    },
    {
      id: 'r-photographer',
      resource: 'Photographer who is used to rooms, six days of eight hours in two periods',
      kind: 'skill',
      origin: 'bought',
      program: 'p-rooms',
      hoursPerWeek: '24',
      weeks: '2',
    },
    {
      id: 'r-ten',
      resource: 'Ten members of staff who answer, one hour each',
      kind: 'people',
      origin: 'in-house',
      program: 'p-people',
      hoursPerWeek: '10',
      weeks: '36',
    },
    {
      id: 'r-hr',
      resource: 'HR manager',
      kind: 'people',
      origin: 'in-house',
      program: 'p-people',
      hoursPerWeek: '1.5',
      weeks: '44',
    },
  ],
};

export const budget: ExampleSection = {
  fields: { currency: 'USD', period: '4 January to 31 December 2027' },
  prose: `
**$77,000.00 for 2027. Of this, $43,403.00 is working time of people who are employed already, and $33,597.00 leaves the company.** The two are different decisions, so we show both.

| Program | Working time | Bought and paid | Sum |
| --- | ---: | ---: | ---: |
| Ask the house | $24,809 | $14,749 | $39,558 |
| Storm line | $3,360 | $11,360 | $14,720 |
| Afternoon circle | $3,480 | $3,168 | $6,648 |
| True rooms | $4,488 | $4,320 | $8,808 |
| The people you ask for | $7,266 | – | $7,266 |
| **sum** | **$43,403** | **$33,597** | **$77,000** |

**How we know.** Hours are those of the resources; rates are the wages in the hotel’s advertisements of the past year plus 9 % that an employer pays in St Averil, rounded to half a dollar (S4, S17). The inbox has a price list (S15); status page and photographer stand in the island’s tender bulletin at $4,000 to $5,200 and $650 to $800 a day (S20). The duty allowance is the ferry company’s, for want of the hotel’s own (S17).

**Carried by Ask the house.** The lead’s hours and the reserve serve all five programs and are put under this one, without which the others could not run. It looks dearer for that, and is meant to.

**Once and every year.** Pages, training, status page and photographs, together $13,860, are paid once. 2028 costs about $63,000 at the same rates.

**The reserve** is 9.9 % of the other lines, rounded so that the sum can be remembered. Four more weeks of storm, with borrowed hours and duty, would take about $1,300 of it.

**The widest line** is the hosts’. If a question takes twelve minutes instead of nine, 1.2 hours a week are missing, or $1,092 a year, and the desk is used at 89 %. The first month will show it.

**If about a tenth has to go,** it goes in this order: $4,000 of the reserve, so that a second storm would have to be paid from elsewhere; the second twenty answers ($1,900), which costs perhaps a fifth of the bookings that the answers bring after June; and the sea wing’s photographs (two days, $1,440), with the comparison between wings. The duty allowance and the drills aren’t on the list.
`,
  rows: [
    {
      id: 'b-hosts',
      item: 'Hosts’ answering hours, 13.5 a week',
      program: 'p-house',
      kind: 'people',
      quantity: '702',
      unit: 'hours',
      unitCost: '17.50',
    },
    {
      id: 'b-head-lead',
      item: 'Head of guest services (104 hours) and lead of the plan (300 hours)',
      program: 'p-house',
      kind: 'people',
      quantity: '404',
      unit: 'hours',
      unitCost: '31.00',
    },
    {
      id: 'b-inbox',
      item: 'Shared inbox with search, six seats',
      program: 'p-house',
      kind: 'tools',
      quantity: '12',
      unit: 'months',
      unitCost: '240.00',
    },
    {
      id: 'b-training',
      item: 'Training of the six hosts, two half days each, with material',
      program: 'p-house',
      kind: 'training',
      quantity: '12',
      unit: 'half days',
      unitCost: '95.00',
    },
    {
      id: 'b-answers',
      item: 'Lasting answers on the hotel’s own site: set up, picture, language check',
      program: 'p-house',
      kind: 'content',
      quantity: '40',
      unit: 'answers',
      unitCost: '95.00',
    },
    {
      id: 'b-reserve',
      item: 'Reserve for the whole plan, returned if not needed',
      program: 'p-house',
      kind: 'other',
      quantity: '1',
      unit: 'sum',
      unitCost: '6,929.00',
    },
    {
      id: 'b-duty',
      item: 'Duty telephone in the storm season, allowance for duty managers',
      program: 'p-storm',
      kind: 'other',
      quantity: '26',
      unit: 'weeks',
      unitCost: '210.00',
    },
    {
      id: 'b-transport',
      item: 'Transport manager’s hours',
      program: 'p-storm',
      kind: 'people',
      quantity: '120',
      unit: 'hours',
      unitCost: '28.00',
    },
    {
      id: 'b-status',
      item: 'Page for sea, sky and road, with text messages, tested on a poor connection',
      program: 'p-storm',
      kind: 'tools',
      quantity: '1',
      unit: 'page',
      unitCost: '4,600.00',
    },
    {
      id: 'b-drills',
      item: 'Drills with ferry company and representatives, with a meal afterwards',
      program: 'p-storm',
      kind: 'training',
      quantity: '2',
      unit: 'drills',
      unitCost: '650.00',
    },
    {
      id: 'b-spa-hours',
      item: 'Spa manager’s hours',
      program: 'p-spa',
      kind: 'people',
      quantity: '120',
      unit: 'hours',
      unitCost: '29.00',
    },
    {
      id: 'b-tests',
      item: 'Test treatments, four rounds of 18: therapist’s share and products',
      program: 'p-spa',
      kind: 'other',
      quantity: '72',
      unit: 'treatments',
      unitCost: '44.00',
    },
    {
      id: 'b-photographs',
      item: 'Photographer, 84 rooms at 14 a day',
      program: 'p-rooms',
      kind: 'content',
      quantity: '6',
      unit: 'days',
      unitCost: '720.00',
    },
    {
      id: 'b-sales-hours',
      item: 'Sales manager’s hours',
      program: 'p-rooms',
      kind: 'people',
      quantity: '132',
      unit: 'hours',
      unitCost: '34.00',
    },
    {
      id: 'b-ten',
      item: 'Ten members of staff, one paid hour a week each, 36 weeks',
      program: 'p-people',
      kind: 'people',
      quantity: '360',
      unit: 'hours',
      unitCost: '14.50',
    },
    {
      id: 'b-hr',
      item: 'HR manager’s hours',
      program: 'p-people',
      kind: 'people',
      quantity: '66',
      unit: 'hours',
      unitCost: '31.00',
    },
  ],
};
