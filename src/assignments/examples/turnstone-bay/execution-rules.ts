import { type ExampleSection } from '../example-handbook.js';

/** Turnstone Bay's execution handbook: the brief, who owns what, and what is heard (brief, ownership, listening). */

export const executiveBrief: ExampleSection = {
  prose: `
**We ask the general manager to decide by 8 January 2027 on three things: $4,375 out of the reserve of $6,929 that the board has approved, two promises to guests, and the duty manager’s right to publish in a storm without asking.** No new money is needed.

**Whose strategy this is.** Turnstone Bay wants a larger share of direct bookings, 31 % at the end of 2027 and 35 % a year later, by letting the people who look after guests answer in public. This handbook carries out its first two programs, Ask the house and Storm line.

**Why the reserve.** The strategy counted public questions. A guest who asks in public usually goes on in private, and those messages were not in its 13.5 hours. With them the hosts would be busy 95 % of the time, and every bad week would break the promise. We ask for 2.5 hours more a week ($2,275) and for six days on which two hosts do nothing but answer ($2,100).

**What runs after a yes.** Every question gets an answer from the house within twelve hours, seven days a week, also while the hotel is closed. In a storm it is one hour, and a new word stands on the status page every six. Danger goes to the duty manager within fifteen minutes, day and night. Each presence has an owner and a deputy; the wedding account closes by 26 February.

**What it costs and brings.** $51,724 for both programs. The strategy expects $48,772 from them in 2027 and $86,992 in 2028. On what can be shown, the desk about pays for itself in the first year; we don’t claim more.

**What can go wrong.** The island’s connection can fail on the day for which all of this is made. A colleague in Toronto therefore holds the second key to the status page and has the words ready. If she isn’t reached either, families wait in the dark again.

**How you would stop it.** Fewer than 13 bookings through the answers by 30 June: the two daily hours shrink to reviews and storm days. You will see the count every month.

**First thirty days.** Keys by 15 January; the count of questions by 24 January; one storm run through at a table, three hours on a Tuesday.
`,
};

export const ownership: ExampleSection = {
  prose: `
The first name in each row answers for the presence on a Sunday evening; the second does when the first can’t. Rows and verdicts follow the strategy (S1). What an outsider can’t see, the keys, is *to be confirmed by the hotel*.

**Keys.** Two roles hold full control of each presence, never one, never three: its owner and the guest communications lead. The status page has a third key by exception, off the island, with the sales representative in Toronto, because both others may be without a connection on the same night. Hosts answer and can delete nothing. Recovery runs over the hotel’s mailbox and the front desk’s number; the lead tests it on the first Monday of each quarter, with a clock. Thirty minutes is the limit.

**When people leave.** The HR manager sends leavers to the desk on Fridays; on Mondays the desk confirms that their rights have ended. The contractor whose agreement ended in June is the first case.

**What we refuse.** No sponsorship of the forum thread, no account for the restaurant, no answers in the closed group “St Averil mums”, although the hotel is mentioned there. It costs us questions that we could have answered. The group was not made for us.

**Closing the wedding account.** Answer the nine questions by 22 January; pin the pointer on 25 January; save what must be kept; answer new questions with the pointer for thirty days; close on 26 February. Name and row stay.
`,
  rows: [
    {
      id: 'w-plaza',
      platform: 'Page on Plaza, 21,400 followers',
      address: 'https://plaza.example/turnstonebay',
      owner: 'Head of guest services; deputy: guest communications lead',
      audience: 'People who are choosing the hotel, or have booked and not yet arrived',
      purpose: 'Ask the house: questions, answered within twelve hours.',
      decision: 'keep',
    },
    {
      id: 'w-reviews',
      platform: 'Profile on the review site Stayed There',
      address: 'https://stayedthere.example/turnstone-bay',
      owner: 'Head of guest services; deputy: duty manager',
      audience: 'People who compare two or three hotels on St Averil',
      purpose: 'Ask the house: a fact for the next reader, within three days.',
      decision: 'keep',
    },
    {
      id: 'w-answers',
      platform: 'Answers on the hotel’s own site',
      address: 'https://turnstonebay.example/answers',
      owner: 'Guest communications lead; deputy: head of guest services',
      audience: 'People with a question before they book',
      purpose: 'Ask the house: lasting answers with a place to book.',
      decision: 'open',
    },
    {
      id: 'w-status',
      platform: 'Sea, sky and road: status page on the hotel’s own site',
      address: 'https://turnstonebay.example/today',
      owner: 'Transport manager; deputy: duty manager',
      audience: 'Guests in the house or on their way, and their families',
      purpose: 'Storm line: the beach at eight, a new word every six hours in a storm.',
      decision: 'open',
    },
    {
      id: 'w-spa',
      platform: 'Spa’s picture account on Shutter, 3,100 followers',
      address: 'https://shutter.example/turnstone-spa',
      owner: 'Spa manager; deputy: senior therapist',
      audience: 'Residents of St Averil and guests who have used the spa',
      purpose: 'Afternoon circle. Questions about rooms are passed to the desk.',
      decision: 'keep',
    },
    {
      id: 'w-weddings',
      platform: 'Wedding account of 2022 on Shutter, 870 followers',
      address: 'https://shutter.example/turnstone-weddings',
      owner: 'Guest communications lead, until 26 February; deputy: head of guest services',
      audience: 'Couples who found an old link',
      purpose: 'None since March 2024.',
      decision: 'close',
    },
    {
      id: 'w-thread',
      platform: 'Thread “Turnstone Bay: ask those who have been”, island travel forum',
      address: 'https://averil-forum.example/turnstone-bay',
      owner: 'The guest who opened it; facts from the house: host on duty',
      audience: 'Travellers to the island, and the fourteen who answer them',
      purpose: 'Ask the house, as a guest of the thread.',
      decision: 'leave',
    },
  ],
};

export const listening: ExampleSection = {
  prose: `
**The search.** We began with the hotel’s name and read 100 of the 212 hits of September, when the hotel is closed. 58 were about the hotel, the rest about a wading bird, a racing yacht and a public house in Kent. Without *plover*, *birding*, *regatta* and *pub quiz* the same month gives 196 hits, of which 83 in 100 are ours. Thirty mentions found by browsing, without any search, show what is missed: the first query has 19 of them, the second, with “Turnstone Hotel”, “Turnston Bay” and “the pink hotel” beside *Averil*, has 25.

| | First query | Second query |
| --- | ---: | ---: |
| hits in September | 212 | 196 |
| about the hotel, of 100 read | 58 | 83 |
| found, of 30 browsed | 19 | 25 |
| mentions there must be | about 194 | about 195 |

Two queries that differ by 40 real hits agree on how many mentions exist, so we trust the second. Its recall, 83 %, may lie anywhere from 66 to 93 %. It still misses pictures without words; a host looks through those of the island for five minutes each morning. The query is in a log with dates (S5), and no line in a chart crosses a change of it.

**Danger words** don’t wait for a share: *hurt, bleeding, ambulance, drowning, fire, gas, sick, missing child*, with their French and German forms. The search runs every ten minutes, and one hit rings the duty telephone. In a fortnight counted by hand there were six, none of them real (“sick view!”, S5). Six looks of a minute are cheap.

**Who gets what.** Cases go to the inbox at once. On Mondays the lead sends each head of department the topics that left their range: topics that usually come twice a week are news from seven on (2 + 3 × √2 = 6.2). Claims about rooms go to sales by wing and room, names left out. Texts are kept 90 days, counts for ever.

**Where we don’t listen.** In closed groups, in private accounts of staff, and among guests’ children.
`,
};
