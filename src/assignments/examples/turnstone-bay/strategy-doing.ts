import { type ExampleSection } from '../example-handbook.js';

/** Turnstone Bay's strategy: what is done, and where (actions, social presence). */

export const actions: ExampleSection = {
  fields: { planFrom: '4 Jan 2027', planTo: '31 Dec 2027' },
  prose: `
The year has a shape that the plan can’t change. The house is full until mid-April; storms come from June to November; from 1 September to 14 October the hotel is closed and repaired. So whatever needs the heads of department happens by mid-February or in May, the storm line is ready a month before the season, and empty rooms are photographed during the closure.

**Where it will slip.** Two weeks of counting (11 to 24 January) come before anything is written; without them we would answer the questions that we find interesting. Then the heads of department check twenty answers, two hours each, in a week when the house is full, for a plan to which none of them reports. The general manager therefore owns this action. Answers not checked by 5 February are read at her Wednesday meeting, ten minutes a week.

**What waits for what.** The free move must be public before any answer about storms. If its terms are not out by 29 January, those answers (a quarter of all questions) are left for later, and the others begin without them.

**Who hears first.** The fourteen returning guests are told in the first week, before they can notice, and asked one question: what would you need from us to give better answers? Their replies may change the order of the first twenty, and should.

**Sixty rooms first.** True rooms begins with the garden and hill wings, from which 104 of 145 claims came (S1). The 24 rooms of the sea wing keep their old pictures until the closure, on purpose. If claims fall in all three wings alike, it wasn’t the pictures.

**What nearly fell out.** We asked of each action which objective would be missed without it. The wedding account could be left to sleep, but nine questions lie there, one from a couple who have paid. The second drill looks like a repetition, until one remembers that by August some hosts will be new and that storms keep no office hours.

The owner is whoever answers if the date passes. Persons are not named: roles are public, shift lists aren’t.
`,
  rows: [
    {
      id: 'a-keys',
      action: 'Take over the page on Plaza and both its keys; the contractor’s rights end',
      program: 'p-house',
      owner: 'Head of guest services',
      from: '4 Jan 2027',
      to: '15 Jan 2027',
    },
    {
      id: 'a-fourteen',
      action: 'Write to the fourteen returning guests and ask what they would need',
      program: 'p-house',
      owner: 'Head of guest services',
      from: '4 Jan 2027',
      to: '8 Jan 2027',
    },
    {
      id: 'a-count',
      action: 'Count two weeks of questions by topic, at the desk, by e-mail and in public',
      program: 'p-house',
      owner: 'Front office hosts',
      from: '11 Jan 2027',
      to: '24 Jan 2027',
    },
    {
      id: 'a-check',
      action: 'Have the heads of department check the first twenty answers (after the count)',
      program: 'p-house',
      owner: 'General manager',
      from: '25 Jan 2027',
      to: '5 Feb 2027',
    },
    {
      id: 'a-first-twenty',
      action: 'Publish the first twenty answers in English, each at an address of its own',
      program: 'p-house',
      owner: 'Guest communications lead',
      from: '8 Feb 2027',
      to: '19 Feb 2027',
    },
    {
      id: 'a-weddings',
      action:
        'Answer the nine questions on the wedding account, point to the hotel’s page for 30 days, close it',
      program: 'p-house',
      owner: 'Guest communications lead',
      from: '18 Jan 2027',
      to: '26 Feb 2027',
    },
    {
      id: 'a-second-twenty',
      action: 'Publish the second twenty answers, if the test of 30 June was passed',
      program: 'p-house',
      owner: 'Guest communications lead',
      from: '5 Jul 2027',
      to: '30 Jul 2027',
    },
    {
      id: 'a-terms',
      action: 'Agree and publish the free move of a stay when a named storm is forecast',
      program: 'p-storm',
      owner: 'Revenue manager',
      from: '4 Jan 2027',
      to: '29 Jan 2027',
    },
    {
      id: 'a-status',
      action: 'Build the page for sea, sky and road; try it on a poor connection',
      program: 'p-storm',
      owner: 'Transport manager',
      from: '1 Mar 2027',
      to: '30 Apr 2027',
    },
    {
      id: 'a-duty',
      action: 'Agree the duty list and the first words for a storm in three languages',
      program: 'p-storm',
      owner: 'Transport manager',
      from: '3 May 2027',
      to: '21 May 2027',
    },
    {
      id: 'a-drill-1',
      action: 'First drill, with the ferry company and the representatives of two operators',
      program: 'p-storm',
      owner: 'Transport manager',
      from: '24 May 2027',
      to: '28 May 2027',
    },
    {
      id: 'a-drill-2',
      action: 'Second drill, at night, with the hosts who joined since May',
      program: 'p-storm',
      owner: 'Transport manager',
      from: '2 Aug 2027',
      to: '6 Aug 2027',
    },
    {
      id: 'a-circle',
      action: 'Announce the rule of the circle, take applications, draw the first eight guests',
      program: 'p-spa',
      owner: 'Spa manager',
      from: '8 Feb 2027',
      to: '5 Mar 2027',
    },
    {
      id: 'a-rounds',
      action: 'Hold rounds one and two; tell the circle after each what has changed',
      program: 'p-spa',
      owner: 'Spa manager',
      from: '15 Mar 2027',
      to: '28 May 2027',
    },
    {
      id: 'a-afternoons',
      action: 'Sell the afternoon menu, hold rounds three and four, count by hour of the day',
      program: 'p-spa',
      owner: 'Spa manager',
      from: '1 Apr 2027',
      to: '17 Dec 2027',
    },
    {
      id: 'a-sixty-rooms',
      action: 'Photograph the 60 rooms of the garden and hill wings as they are',
      program: 'p-rooms',
      owner: 'Sales manager',
      from: '18 Jan 2027',
      to: '12 Feb 2027',
    },
    {
      id: 'a-replace',
      action:
        'Replace pictures and captions at three operators and four agencies; send the first Monday sheet',
      program: 'p-rooms',
      owner: 'Sales manager',
      from: '15 Feb 2027',
      to: '31 Mar 2027',
    },
    {
      id: 'a-sea-wing',
      action: 'Photograph the 24 rooms of the sea wing; compare claims by wing',
      program: 'p-rooms',
      owner: 'Sales manager',
      from: '20 Sep 2027',
      to: '1 Oct 2027',
    },
    {
      id: 'a-ten',
      action: 'Agree with ten members of staff what they answer, when, and how they stop',
      program: 'p-people',
      owner: 'HR manager',
      from: '18 Jan 2027',
      to: '12 Feb 2027',
    },
    {
      id: 'a-first-answers',
      action: 'Publish their first answers beside the vacancies, and answer applicants there',
      program: 'p-people',
      owner: 'HR manager',
      from: '1 Mar 2027',
      to: '30 Apr 2027',
    },
  ],
};

export const presence: ExampleSection = {
  prose: `
Method: Social Presence, version 3 (owner, audience, purpose, keys). On 3 November we searched for an hour for the hotel’s name, three misspellings, the spa and the island. Four places are the hotel’s today, and we saw it answer in two of them. At the end of 2027 there will be five: two are opened and one is closed. The seventh row is not the hotel’s and never should be.

**The page on Plaza carries the strategy.** It is where 64 people asked what was happening while it showed a cocktail. The contractor who kept it left in June (S4); whether a key left, too, can’t be seen from outside. *To be confirmed by the hotel this week, not in January.*

**The forum thread is left to those who made it.** The house speaks there as a guest would: under its own name, with facts, when asked or when an answer is dangerous. The forum’s owner offers sponsorship. We advise against it, since from that day the fourteen would be working for the hotel.

**Both new places are pages of the hotel’s own site.** No network can close them, and the second has to be readable when the island’s connection is at its worst.

### The ten-second test

We read two evenings to three people with the table before them, and a stopwatch.

*Sunday, 21:00: a guest writes on the review site that she was hurt on the jetty.* One of three looked for a spokesman, so a line was added: **whatever concerns safety goes to the duty manager at any hour, wherever it is said.** The number is on every presence.

*September, the hotel is closed, a storm is forecast, and somebody asks in the thread about October.* All three hesitated. The hosts are there: their hours in the budget run for 52 weeks.
`,
  rows: [
    {
      id: 'w-plaza',
      platform: 'Page on Plaza, 21,400 followers',
      address: 'https://plaza.example/turnstonebay',
      owner: 'Head of guest services',
      audience: 'People who are choosing the hotel, or have booked and not yet arrived',
      purpose: 'Ask the house. If it closed, askers would turn to the thread and to rivals.',
      decision: 'keep',
    },
    {
      id: 'w-reviews',
      platform: 'Hotel’s profile on the review site Stayed There',
      address: 'https://stayedthere.example/turnstone-bay',
      owner: 'Head of guest services',
      audience: 'People who compare two or three hotels on St Averil',
      purpose: 'Ask the house and True rooms: answered where a fact helps the next reader.',
      decision: 'keep',
    },
    {
      id: 'w-answers',
      platform: 'Answers on the hotel’s own site, at most forty',
      address: 'https://turnstonebay.example/answers',
      owner: 'Guest communications lead',
      audience: 'People with a question before they book, in English until January 2028',
      purpose:
        'Ask the house and The people you ask for: a place to book, and vacancies beside the staff’s answers.',
      decision: 'open',
    },
    {
      id: 'w-status',
      platform: 'Sea, sky and road: status page on the hotel’s own site',
      address: 'https://turnstonebay.example/today',
      owner: 'Transport manager',
      audience: 'Guests in the house or on their way, and their families at home',
      purpose: 'Storm line: the beach at eight each morning, in a storm a new word every six hours.',
      decision: 'open',
    },
    {
      id: 'w-spa',
      platform: 'Spa’s picture account on Shutter, 3,100 followers',
      address: 'https://shutter.example/turnstone-spa',
      owner: 'Spa manager',
      audience: 'Residents of St Averil and guests who have used the spa',
      purpose: 'Afternoon circle: applications, results of each round, free hours today.',
      decision: 'keep',
    },
    {
      id: 'w-weddings',
      platform: 'Wedding account of 2022 on Shutter, 870 followers',
      address: 'https://shutter.example/turnstone-weddings',
      owner: 'Guest communications lead, until 26 February',
      audience: 'Couples who found an old link',
      purpose: 'None since March 2024; nine questions without an answer.',
      decision: 'close',
    },
    {
      id: 'w-thread',
      platform: 'Thread “Turnstone Bay: ask those who have been”, island travel forum',
      address: 'https://averil-forum.example/turnstone-bay',
      owner: 'The guest who opened it; facts from the house: front office hosts',
      audience: 'Travellers to the island, and the fourteen who answer them',
      purpose: 'Ask the house, as a guest of the thread: facts when asked.',
      decision: 'leave',
    },
  ],
};
