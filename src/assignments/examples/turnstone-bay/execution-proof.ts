import { type ExampleSection } from '../example-handbook.js';

/** Turnstone Bay's execution handbook: measures, the weekly page, money and sources. */

export const measures: ExampleSection = {
  prose: `
Six measures in three pairs; the second of each pair would show if the first were bent. Three lead (they are known on Monday), three come late.

> **Answered within twelve hours.** *Counted:* public questions on Plaza and in the thread, Monday 0:00 to Sunday 24:00 island time, spam left out, the same person within 24 hours once. *Formula:* answered by the house, or confirmed by it, within twelve hours ÷ all, including those never answered. *Source:* inbox, Monday 9:00, checked by hand. *Today:* 1 of 24 in the week of 26 October. *Target:* 85 % from 30 June. *Who acts:* head of guest services, below 70 % for two weeks, with six hours from reservations. *Wrong when:* greetings count as answers, or hosts confirm guests’ answers unread.

**Normal ranges.** Only one can be worked out today: public questions, 24 a week with limits of 16 and 32 (S1). The others get theirs after twelve weeks (mean ± 2.66 × mean difference). Until then the report prints the number without a verdict. One week outside, or eight on one side of the mean, is worth a question. Nothing else is.

**Small numbers.** Percentages on fewer than 50 aren’t printed alone: “20 of 24”, and the reader may rest. A week with three late answers of 24 has 88 %, a week with four 83 %, so the target of 85 % is read over four weeks.

**Late and early.** Stays moved are known in November, the direct share after the quarter. If answers come in time, bookings through them should follow within two months; if they don’t by 30 June, the strategy’s limit of 13 speaks, and this handbook has nothing to say against it.
`,
  rows: [
    {
      id: 'm-answered',
      measure: 'Public questions answered within twelve hours',
      objective: 'Direct share: questions before booking',
      source: 'Shared inbox, checked by hand',
      rhythm: 'weekly',
      actor: 'Head of guest services',
    },
    {
      id: 'm-again',
      measure: 'The same question again within 72 hours; beside it the oldest open one, Friday 16:00',
      objective: 'Keeps the first honest',
      source: 'Shared inbox',
      rhythm: 'weekly',
      actor: 'Head of guest services',
    },
    {
      id: 'm-first-word',
      measure: 'Minutes from bulletin to first word, and words missed at six hours (August 2026: 53 hours)',
      objective: 'Stays moved',
      source: 'Bulletins and the status page’s log',
      rhythm: 'weekly',
      actor: 'Transport manager',
    },
    {
      id: 'm-moved',
      measure:
        'Cancelled room nights that were moved (2025: 92 of 1,150, S2); beside it those moved without a storm',
      objective: 'Stays moved',
      source: 'Reservation system',
      rhythm: 'monthly',
      actor: 'Revenue manager',
    },
    {
      id: 'm-through',
      measure: 'Bookings through an answer (13 by 30 June)',
      objective: 'Direct share',
      source: 'Booking system, first page visited',
      rhythm: 'monthly',
      actor: 'Revenue manager',
    },
    {
      id: 'm-direct',
      measure: 'Direct share of room nights booked (2025: 25 %); beside it all nights',
      objective: 'Direct share',
      source: 'Reservation system, by market',
      rhythm: 'quarterly',
      actor: 'Revenue manager',
    },
  ],
};

export const weeklyReport: ExampleSection = {
  prose: `
One page, Wednesdays at eight, to four readers: the general manager settles what two departments dispute, guest services decides about hours and wording, transport about boats and roads, the revenue manager about terms. Five parts, always in this order. What is asked is written first; a list below keeps each request with what came of it. The week here is a real one as anybody could count it, before the desk exists.

### Week of 26 October to 1 November 2026

**Our page tells guests to take a boat that no longer runs.**

| | This week | Usually | Target |
| --- | ---: | ---: | ---: |
| public questions | 24 | 16 to 32 | – |
| answered within twelve hours | 1 of 24 | – | 85 % |
| oldest open question, Friday | 75 days | – | 2 days |

**Out of range.** Getting here after the last ferry: seven questions, usually two, limit six. The winter timetable began on 25 October, and the last boat leaves at 17:15 (S4, S9). Our page and, two guests say, our confirmation still have 18:30.

**Done.** Nothing by the house. A returning guest posted the right time on Tuesday at 7:40, and was thanked by five.

**We ask.** *Transport manager, by Thursday 12:00:* is 17:15 right for all of November? *Head of guest services, today:* may the page be corrected, and arrivals of the next 14 days be written to? It takes an hour. A missed boat costs the guest an $85 water taxi, or us, if they ask. Without an answer by 16:00 we correct the page, name the ferry company as the source, and write to nobody.

**Not known.** How many missed the boat. Transport to confirm.

*(A note for the reader of this handbook: all seven are among the nine questions about getting there in the strategy’s count of 41. Its author took them for the usual share. They were one week’s mistake.)*
`,
};

export const budget: ExampleSection = {
  fields: { currency: 'USD', period: '4 January to 31 December 2027' },
  prose: `
**$51,724.00 for Ask the house and Storm line.** $47,349.00 of it the board has approved with the strategy; **$4,375.00 is new and comes from the approved reserve,** which then holds $2,554.00. Rates and prices are the strategy’s (S1).

**What a case costs.** 55 a week are 2,860 a year; two storms of 360 add 720. Hosts, inbox and training come to $20,680, so a case costs **$5.78**. Of this, 8.5 minutes at $17.50 an hour are $2.48. The rest is the price of being there twice a day.

**The next ones** cost other than the average.

| Cases a week | Hours in the two daily slots | Cost against plan |
| ---: | --- | ---: |
| 44, −20 % | 14; the promise needs them | – |
| **55, plan** | **14, used at 70 %** | **–** |
| 61, +10 % | 14, used at 76 % | – |
| 69, +25 % | 14 and a third slot on three days | $2,730 |

Up to some 65 cases a week, more cost nothing. Fewer save nothing. Whoever wants to save must lengthen the promise: without the evening slot on Saturdays and Sundays, $1,820 fall away, and a question of Saturday morning waits for Sunday’s.

**What it brings.** By the strategy’s figures $22,932 for direct nights and $25,840 for stays moved: $48,772, or $2,952 less than it costs. In 2028, with $9,540 less to pay once, the same work brings $86,992. We print the first sum as large as the second.

**What goes first,** if a tenth has to: the second twenty answers ($1,900), the second storm’s extra hours ($1,050), one of two drills ($650), then weekend evenings ($1,820). The duty telephone, danger words and Toronto’s key aren’t on the list.
`,
  rows: [
    {
      id: 'b-hosts',
      item: 'Hosts’ hours as in the strategy, 13.5 a week',
      program: 'Roster: Ask the house',
      kind: 'people',
      quantity: '702',
      unit: 'hours',
      unitCost: '17.50',
    },
    {
      id: 'b-more-hosts',
      item: 'New: hosts’ hours for private messages, 2.5 a week',
      program: 'Roster: Ask the house',
      kind: 'people',
      quantity: '130',
      unit: 'hours',
      unitCost: '17.50',
    },
    {
      id: 'b-storm-hosts',
      item: 'New: hosts at the storm desk, two storms of three days, above the daily slots',
      program: 'Roster: Storm line',
      kind: 'people',
      quantity: '120',
      unit: 'hours',
      unitCost: '17.50',
    },
    {
      id: 'b-head-lead',
      item: 'Head of guest services (104 hours) and guest communications lead (300 hours)',
      program: 'Roster, calendar, weekly report',
      kind: 'people',
      quantity: '404',
      unit: 'hours',
      unitCost: '31.00',
    },
    {
      id: 'b-transport',
      item: 'Transport manager’s hours',
      program: 'Escalation: Storm line',
      kind: 'people',
      quantity: '120',
      unit: 'hours',
      unitCost: '28.00',
    },
    {
      id: 'b-duty',
      item: 'Duty telephone, 1 June to 30 November',
      program: 'Escalation: Storm line',
      kind: 'other',
      quantity: '26',
      unit: 'weeks',
      unitCost: '210.00',
    },
    {
      id: 'b-drills',
      item: 'Drills in May and August',
      program: 'Escalation: Storm line',
      kind: 'training',
      quantity: '2',
      unit: 'drills',
      unitCost: '650.00',
    },
    {
      id: 'b-inbox',
      item: 'Shared inbox with search, six seats',
      program: 'Listening and response',
      kind: 'tools',
      quantity: '12',
      unit: 'months',
      unitCost: '240.00',
    },
    {
      id: 'b-training',
      item: 'Training of six hosts, two half days each',
      program: 'Response',
      kind: 'training',
      quantity: '12',
      unit: 'half days',
      unitCost: '95.00',
    },
    {
      id: 'b-answers',
      item: 'Lasting answers: set up, picture, language check',
      program: 'Calendar',
      kind: 'content',
      quantity: '40',
      unit: 'answers',
      unitCost: '95.00',
    },
    {
      id: 'b-status',
      item: 'Status page with text messages, tested on a poor connection',
      program: 'Escalation: Storm line',
      kind: 'tools',
      quantity: '1',
      unit: 'page',
      unitCost: '4,600.00',
    },
  ],
};

export const sources: ExampleSection = {
  prose: `
The hotel, the island and all sources are fictional; their addresses lead nowhere on purpose. Only public information was used, and what could be counted from outside. Each note says whether a line is *published*, *counted* or *assumed*. Nothing in this handbook is confidential.
`,
  rows: [
    {
      id: 's-1',
      source: 'S1 Strategy handbook: Turnstone Bay Hotel and Spa, November 2026',
      address: 'https://academy.example/handbooks/turnstone-bay-strategy',
      seen: '9 Nov 2026',
      note: 'Published. Goal, programs, volumes, rates, benefits. We correct it twice: private messages, and one week’s ferry questions.',
    },
    {
      id: 's-2',
      source: 'S2 Turnstone Bay Holdings: report to noteholders for 2025',
      address: 'https://registry.averil.example/filings/turnstone-bay-2025',
      seen: '9 Nov 2026',
      note: 'Published, audited: 1,150 room nights cancelled in the season, 92 of them moved.',
    },
    {
      id: 's-3',
      source: 'S3 Weather office of St Averil: bulletins of August 2026; the hotel’s page in the same days',
      address: 'https://weather.averil.example/bulletins/2026-08',
      seen: '10 Nov 2026',
      note: 'Published. Times for the drill. The 160 cases of a storm’s worst day are assumed: 64 public ones came in 53 hours when nobody answered; we take 80 in a day, and as many private.',
    },
    {
      id: 's-4',
      source: 'S4 Our count in thread and page, 1 May to 31 October 2026, with the ferry’s timetables',
      address: 'https://averil-forum.example/turnstone-bay',
      seen: '11 Nov 2026',
      note: 'Counted: 624 questions, who answered first, topics by week; all kept in a table without names.',
    },
    {
      id: 's-5',
      source: 'S5 Log of queries, with 100 hits and 30 browsed mentions read twice',
      address: 'https://plaza.example/search',
      seen: '12 Nov 2026',
      note: 'Counted. Two readers agreed on 93 of 100. Thirty is few: recall of 83 % may be 66 to 93 %.',
    },
    {
      id: 's-6',
      source: 'S6 Three hotels’ published figures on private and public messages',
      address: 'https://hotelassociation.example/messages-2025',
      seen: '12 Nov 2026',
      note: 'Published, self-reported, weak: four to seven private for six public. We assume five, and show half and double.',
    },
    {
      id: 's-7',
      source: 'S7 Ten real questions and ten invented storm questions, answered with a stopwatch',
      address: 'https://averil-forum.example/turnstone-bay/latest',
      seen: '12 Nov 2026',
      note: 'Counted: nine minutes a question, twelve a review (as in S1), six a private message, six a storm case with interruptions.',
    },
    {
      id: 's-8',
      source: 'S8 The hotel’s job advertisements: languages and hours of front office hosts',
      address: 'https://jobs.averil.example/employers/turnstone-bay',
      seen: '9 Nov 2026',
      note: 'Published. Six hosts; which of them write French or German is assumed from three advertisements.',
    },
    {
      id: 's-9',
      source: 'S9 St Averil Ferries: winter timetable from 25 October 2026; water taxi tariff',
      address: 'https://ferries.averil.example/winter-2026',
      seen: '10 Nov 2026',
      note: 'Published: last boat 17:15; taxi $85.',
    },
  ],
};
