import { type ExampleSection } from '../example-handbook.js';

/** Turnstone Bay's execution handbook: the season, the hours and those who help (calendar, roster, advocacy). */

export const calendar: ExampleSection = {
  prose: `
The calendar begins with what was asked and when. Old posts show three rises that return: weed from late March (ten weeks), storms from the last week of May, and the last ferry whenever a timetable changes (S4). A piece is due two weeks before its rise. Two answer questions that nobody asks yet: who replies while the hotel is closed, and what became of the storm season.

**Hours first.** From February to November the lead has three of her six hours for pieces and a host two: 200 hours in 40 weeks. The twelve pieces take 126, whoever owns them. The other 74, three in eight, stay empty, because a storm of three days swallows about twenty and the questions of the week the rest. A lasting answer takes two hours.

**What the hours are for.** 95 serve the direct share, 28 the stays moved, 3 the spa’s afternoons. If the two lists of twenty were left out, the shares would be 15 and 28: storms come first as soon as the foundations stand.

**Struck out:** the cocktail of the week. It appeared eleven times in twelve weeks, was liked, answered nothing, and stood above 64 questions in August. The barman may take it to his own account.

**Does a piece earn its hours?** The winter timetable costs four. In the last week of October 2026 seven people asked about it instead of the usual two (S4), 45 minutes of answers more. By hours alone it loses. But whoever reads 18:30 on our page and finds the jetty empty at 17:20 pays $85 for a water taxi (S9), and writes about it.

Everything stops with one message from the duty manager, and only the lead starts it again. Each piece is looked at on its morning by somebody who has read the bulletin.
`,
  rows: [
    {
      id: 'k-twenty',
      date: '19 Feb 2027',
      piece: 'Twenty lasting answers, in English',
      presence: 'w-answers',
      objective: 'Direct share, 25 to 31 %',
      owner: 'Guest communications lead',
      hours: '40',
    },
    {
      id: 'k-weddings',
      date: '26 Feb 2027',
      piece: 'Last word on the wedding account: where to ask now',
      presence: 'w-weddings',
      objective: 'Direct share, 25 to 31 %',
      owner: 'Guest communications lead',
      hours: '3',
    },
    {
      id: 'k-weed',
      date: '12 Mar 2027',
      piece: 'Is there weed on the beach? What we rake, when, and where to swim instead',
      presence: 'w-plaza',
      objective: 'Direct share, 25 to 31 %',
      owner: 'Guest communications lead',
      hours: '4',
    },
    {
      id: 'k-round-one',
      date: '2 Apr 2027',
      piece: 'What the circle kept of the afternoon menu, and why',
      presence: 'w-spa',
      objective: 'Afternoon treatments, 140 to 200 a month',
      owner: 'Spa manager',
      hours: '3',
    },
    {
      id: 'k-status',
      date: '30 Apr 2027',
      piece: 'Sea, sky and road: how to read the page, and how to report a closed road',
      presence: 'w-status',
      objective: 'Stays moved, 8 to 25 %',
      owner: 'Transport manager',
      hours: '8',
    },
    {
      id: 'k-free-move',
      date: '14 May 2027',
      piece: 'What if a storm is forecast? The free move in ten sentences',
      presence: 'w-plaza',
      objective: 'Stays moved, 8 to 25 %',
      owner: 'Revenue manager',
      hours: '6',
    },
    {
      id: 'k-faces',
      date: '28 May 2027',
      piece: 'Who speaks in a storm: the four duty managers, in their own words',
      presence: 'w-plaza',
      objective: 'Stays moved, 8 to 25 %',
      owner: 'Guest communications lead',
      hours: '5',
    },
    {
      id: 'k-late',
      date: '18 Jun 2027',
      piece: 'Getting here when your flight lands after the last boat',
      presence: 'w-answers',
      objective: 'Direct share, 25 to 31 %',
      owner: 'Transport manager',
      hours: '4',
    },
    {
      id: 'k-second-twenty',
      date: '30 Jul 2027',
      piece: 'Twenty more lasting answers; five of the questions chosen by returning guests',
      presence: 'w-answers',
      objective: 'Direct share, 25 to 31 %',
      owner: 'Guest communications lead',
      hours: '40',
    },
    {
      id: 'k-closed',
      date: '27 Aug 2027',
      piece: 'Closed from 1 September: who answers meanwhile, and how fast',
      presence: 'w-plaza',
      objective: 'Stays moved, 8 to 25 %',
      owner: 'Head of guest services',
      hours: '3',
    },
    {
      id: 'k-timetable',
      date: '15 Oct 2027',
      piece: 'Winter timetable: the last boat leaves at 17:15',
      presence: 'w-answers',
      objective: 'Direct share, 25 to 31 %',
      owner: 'Transport manager',
      hours: '4',
    },
    {
      id: 'k-season',
      date: '19 Nov 2027',
      piece: 'The storm season in numbers: stays moved, words late, what you told us',
      presence: 'w-status',
      objective: 'Stays moved, 8 to 25 %',
      owner: 'Transport manager',
      hours: '6',
    },
  ],
};

export const roster: ExampleSection = {
  prose: `
**Arrivals.** 24 public questions and 11 reviews a week are counted (S1). Private messages can’t be seen; we assume 20, five for every six questions (S6). That makes 55 cases.

> 24 × 9 min + 20 × 6 min + 11 × 12 min = 468 min, or **7.8 hours**; 8.5 minutes a case (S7).
> With passing on (1.0), counting (1.0) and lasting answers (3.0) it is 12.8 hours. Of the strategy’s 13.5 that is 95 %, of 16 it is 80 %.

**The promise, not the work, sets the hours.** Twelve hours need somebody every twelve: 8 to 9 in the morning and 20 to 21 in the evening, 52 weeks. A question asked at 21:01 is answered by nine. Cases fill 70 % of these 14 hours; 2 more are for writing without a queue. A quieter winter would save nothing.

**If private messages are half as many or twice as many,** the work is 11.8 or 14.8 hours, and the 16 hours are used at 74 or 93 %. At 93 % the lasting answers wait. We shall know by the middle of February.

**Languages.** Of 41 questions 29 were in English, 7 in French, 5 in German. Six hosts write English, two French, one German (S8). French has four evenings, German three mornings, and the page says: within two days in French and German.

**Absence.** With one host ill and one on leave, four share 14 shifts. Whoever has the evening doesn’t have the next morning.

### Thursday of a storm

160 cases in 16 hours, short ones; a host with the words prepared closes ten an hour, with guests at the desk in between (S7). The night leaves 12.

| From | Arrive | One host, left over | Two until noon, left over |
| --- | ---: | ---: | ---: |
| 6:00 | 16 | 8 | 0 |
| 8:00 | 28 | 16 | 0 |
| 10:00 | 32 | **28** | 0 |
| 12:00 | 20 | 28 | 0 |
| 14:00 | 16 | 24 | 0 |
| 16:00 | 16 | 20 | 0 |
| 18:00 | 12 | 12 | 0 |
| 20:00 | 8 | 0 | 0 |

With one host somebody waits 28 ÷ 10 per hour, nearly three hours, and the promise is one. With two it is 36 minutes at worst, at six, for those of the night. The difference is six host-hours: 22 in all. From ten in the evening to six the promise is the page’s, a word every six hours; danger is answered at any time.

**What gives first:** reviews wait, then lasting answers, then questions before booking get 24 hours, and the page says so. Danger and storm never.
`,
  rows: [
    {
      id: 'h-morning',
      shift: 'Morning, 8:00 to 9:00: host',
      people: '1',
      daysPerWeek: '7',
      hoursPerDay: '1',
      languages: 'English; German on three mornings',
    },
    {
      id: 'h-evening',
      shift: 'Evening, 20:00 to 21:00: host',
      people: '1',
      daysPerWeek: '7',
      hoursPerDay: '1',
      languages: 'English; French on four evenings',
    },
    {
      id: 'h-lasting',
      shift: 'Lasting answers, Tuesday 14:00 to 16:00: host',
      people: '1',
      daysPerWeek: '1',
      hoursPerDay: '2',
      languages: 'English',
    },
    {
      id: 'h-lead',
      shift: 'Guest communications lead, Monday, Wednesday, Friday',
      people: '1',
      daysPerWeek: '3',
      hoursPerDay: '2',
      languages: 'English, French',
    },
    {
      id: 'h-head',
      shift: 'Head of guest services: complaints, Tuesday and Friday',
      people: '1',
      daysPerWeek: '2',
      hoursPerDay: '1',
      languages: 'English',
    },
  ],
};

export const advocacy: ExampleSection = {
  prose: `
**Who helps already.** In the strategy’s count, fourteen returning guests gave 61 of 118 answers (S1). We looked at who answered *first* in the six months to October, in the thread and on Plaza: eleven people did so ten times or more, for 340 of 624 questions (S4). They know which boat to take in a north wind. Nobody at the hotel knows them.

**The rule.** *Whoever was the first to answer ten strangers’ questions about the hotel in six months, correctly, is invited to the morning list. Whoever answered none for six months is thanked and leaves.* By this rule eleven are invited. Three of the strategy’s fourteen are not, among them the one with the loveliest photographs. A school friend of the general manager has six answers and isn’t either. Staff, their relatives and travel agents can’t join. Exceptions: none.

**What they get.** In January we ask them before offering anything. We expect what such people usually want: works, timetables and changes a week early, a host by name who answers *them* within a day, and an ear. So they decide two things. On the first Monday of the month they name an answer that is wrong, and it is changed or we say why not. And five of the second twenty answers are theirs to choose. No payment, no free nights, no ranking.

**What must be disclosed.** Early knowledge is a thing of value. Members say “the hotel tells me of changes a week early” where they recommend us; we say it on our page. Reviews are asked of every guest, on the third day after departure, by the same message. Asking only the contented would falsify the average.

**What stays theirs.** The thread. We don’t pin there, we don’t start subjects, and we don’t collect from it.

**How recommendations are counted.** Of 60 contributions six recommended the hotel to a particular person who was choosing: 10 %, with a range from 5 to 20 %. Of 1,364 in half a year that is about 140, and honestly between 60 and 270 (S1). It is counted again each half-year by the same rule. It can’t show who came because of it. For that, everybody who books directly is asked one question, “where did you first ask about us?”, and the answer is a hint, no proof.

**It ends** if fewer than six of the eleven are still answering after a year, or if two Mondays in a row bring no change.
`,
};
