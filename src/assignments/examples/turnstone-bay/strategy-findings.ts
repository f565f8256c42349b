import { type ExampleSection } from '../example-handbook.js';

/** Turnstone Bay's strategy: the brief, and what was found out (executive brief, goal, research, SWOT). */

export const executiveBrief: ExampleSection = {
  prose: `
**We ask the board to decide by 18 December 2026 on $77,000 for the year 2027.** Of this, $43,403 is working time of people whom you already employ, and $33,597 leaves the company. We also ask for one change of terms: whoever booked with you or through an agency may move a stay once, free of charge, when a named storm is forecast for the island.

You have told your noteholders that 35 % of room nights will be booked with you by the end of 2028. In 2025 it was 25 %, and the online agencies received $304,000 in commission.

What surprised us is how often future guests speak to you and hear nothing. Of the last 41 public questions about Turnstone Bay you answered three; fourteen returning guests gave half of all answers. In the August storm your page was silent for 53 hours. Thirteen guests mention that storm in reviews: nine complain of the silence, two of damage.

**So let the people who look after guests answer, before the stay and during it.** We propose not to buy a better place in the agencies’ lists, which would cost $50,669 a year and push the direct share down, and not to discount direct bookings, which would give $116,480 a year to guests who book directly anyway.

- **Ask the house** – service – direct bookings – head of guest services
- **Storm line** – logistics – stays moved, not lost – transport manager
- **Afternoon circle** – spa – empty hours sold – spa manager
- **True rooms** – sales – fewer claims – sales manager
- **The people you ask for** – personnel – fewer agency fees – HR manager

**We expect $89,272 back in 2027,** 16 % more than the cost, and would be surprised by less than $33,264 or more than $129,226. The year pays from 49 bookings moved from the agencies, if the rest comes as expected. If direct bookings and the storm line both turn out low, it ends 23 % short. The second year costs about $63,000.

**The main risk** is that people read your answer and book with the agency as before. If fewer than 13 bookings have come through the answers by 30 June, Ask the house shrinks to reviews and storm days. About $37,000 will then have been spent.

**After a yes:** guest services holds the page and its keys by 15 January; the new terms are public by 29 January, the first twenty answers by 19 February.

All of this rests on public information. Your revenue manager can replace the $42 that we count for a moved room night in five minutes. If it is below $20, the year does not pay, and you should refuse.
`,
};

export const goal: ExampleSection = {
  prose: `
**Goal.** By the end of 2028, 35 % of Turnstone Bay’s room nights are booked with the hotel itself. In 2025 it was 25 % (S1, S2).

**Purpose.** We let the people who look after guests answer in public what travellers ask, *because* those who are choosing Turnstone Bay ask what only the house can know, and hear it from everybody else (S7).

The goal is the company’s own. It stands in the prospectus of 2024, with a share, a date and readers who have lent money on it. We rejected two others. “The Caribbean as it was meant to be”, on the home page, can’t be missed. “A five-star house by 2030”, from the chair’s address in May, has a date, but no building application and no advertised post goes with it (S3, S4).

The distance can be worked out. The hotel sells 18,200 room nights a year. Ten points are 1,820 nights. A night that moves from an agency to the hotel saves a commission of $57.60 and costs $15.60 in system fee and card charge, so $42.00 remains (S1, S14, S15). At the goal, that is $76,440 a year.

Five objectives follow, each owned by somebody who would be asked about it if social media did not exist. Five is many. But a hotel’s answers come from five departments, and a department lends its hours for its own number only. If one has to go, it is the fifth.

Each has a second number that would show damage: stays moved although no storm came, mornings lost to afternoons, rooms that operators stop selling, recommended people who leave within six months. For direct bookings it is the total. A rising share of fewer nights is a loss.
`,
  rows: [
    {
      id: 'o-direct',
      objective: 'Revenue manager: more room nights booked with the hotel itself',
      metric: 'share of all room nights booked in the quarter',
      baseline: '25',
      target: '31',
      unit: '%',
      by: '31 Dec 2027',
    },
    {
      id: 'o-moved',
      objective: 'Transport manager: stays moved in the storm season and not lost',
      metric: 'share of room nights cancelled from June to November that are moved to other dates',
      baseline: '8',
      target: '25',
      unit: '%',
      by: '30 Nov 2027',
    },
    {
      id: 'o-afternoon',
      objective: 'Spa manager: more treatments between one and five in the afternoon',
      metric: 'treatments begun from 13:00 to 17:00',
      baseline: '140',
      target: '200',
      unit: 'treatments a month',
      by: '31 Dec 2027',
    },
    {
      id: 'o-claims',
      objective: 'Sales manager: fewer claims by tour operators for rooms or grounds not as described',
      metric: 'claims settled in the year',
      baseline: '145',
      target: '115',
      unit: 'claims a year',
      by: '31 Dec 2027',
    },
    {
      id: 'o-agency',
      objective: 'HR manager: more posts filled without a recruitment agency',
      metric: 'vacancies placed with an agency in the year',
      baseline: '15',
      target: '9',
      unit: 'vacancies a year',
      by: '31 Dec 2027',
    },
  ],
};

export const research: ExampleSection = {
  prose: `
### How we looked

We took all public contributions from 1 May to 31 October 2026 that mention Turnstone Bay on a review site, an island travel forum, the hotel’s page on the network Plaza and an agency’s review pages: 1,364. Sorted by date, every twenty-second was drawn, beginning with the fourth, which makes 62. Two were in languages that we don’t read; 60 remain. They were read by hand from 3 to 5 November and sorted by what the writer wants from the reader. A second reader sorted 30 of them again and agreed on 26. After one rule was added (a question inside a complaint counts as a complaint) it was 29 (S6).

| What the writer wants | Contributions | Share | Plausible range in all 1,364 |
| --- | ---: | ---: | ---: |
| asks before booking or travelling | 21 | 35 % | 24 to 48 % |
| tells how a stay was, to guide others | 19 | 32 % | 21 to 44 % |
| complains and expects something | 11 | 18 % | 11 to 30 % |
| recommends to a person who is choosing | 6 | 10 % | 5 to 20 % |
| shows a picture, wants nothing | 3 | 5 % | 2 to 14 % |

The ranges[^1] forbid us to say that most people ask. They allow us to say that far more people ask than show, which matters, because the hotel’s page consists of pictures.

### What people ask, and who answers

We then took the last 41 questions on the forum and the page up to 6 November. Twelve were about the sea and the weed on the beach, ten about storms and cancelling, nine about getting there after the last ferry, six about the spa, four about other things. They had received 118 answers (S7).

| Who answered | Answers | Share | People |
| --- | ---: | ---: | ---: |
| returning guests, three answers or more each | 61 | 52 % | 14 |
| other travellers | 34 | 29 % | 27 |
| tour operators’ representatives, openly | 14 | 12 % | 2 |
| a rival’s employee, openly | 6 | 5 % | 1 |
| Turnstone Bay | 3 | 3 % | 1 |

The fourteen answer well: within five hours at the median, about room numbers, breezes and which boat to take. What they can’t know is what the house will do. On storms their answers contradict each other in seven of ten questions. And in seven of the 41 the asker names the agency or operator where they are about to book. None of the seven was told that they could book with the hotel.

### The storm in August

The weather office issued its first bulletin on 16 August at 14:10 (S10). The hotel’s page showed a cocktail and said nothing until 18 August at 19:25, 53 hours and a quarter later; 64 questions stood under the cocktail by then (S8). Of 22 reviews by guests who stayed between 10 and 24 August, 13 mention the storm. Nine complain that they were told nothing, two of damage. Two praise a duty manager who went from door to door with a torch (S9). The roof held; the silence is what was written about.

### The same ruler for two rivals

| | Turnstone Bay | Halyard Point | Mangrove House |
| --- | ---: | ---: | ---: |
| of the last 41 questions, answered by the house | 3 | 26 | 11 |
| median time to the house’s answer | 31 h | 6 h | 19 h |
| first public word in the August storm, after | 53 h | 4 h | 20 h |
| own storm terms to be found on the site | no | yes | in a PDF |
| of 36 accounts of a stay, name somebody on the staff | 23 | 8 | 12 |

All three are on St Averil and were counted in the same weeks (S11, S12). Halyard Point does what we are about to propose, and has for two years, so answering is close to being the price of admission. The last line is the only one in which Turnstone Bay leads, by a distance that chance does not explain: 23 of 36 is 48 to 78 %, 8 of 36 is 12 to 38 %. Guests remember who looked after them, and those people don’t appear anywhere in public except in their guests’ words.

### Sources that disagree

The home page says that four in ten guests return (S5), the report to noteholders 31 % of stays (S1). We use 31 %.[^2]

### What we looked for and did not find

Only two of the 60 contributions wish for a lower price. We expected talk about price and had a discount in mind when we began. We found nobody who asked about short videos or a loyalty card. And the sample is silent about the 46 % of room nights that come through tour operators: their guests complain to the representative, which is why the 145 claims in the report (S1) are our only window on them. Those who looked at the hotel, asked nothing and went elsewhere have left no trace at all.

[^1]: 95 % intervals by Wilson’s method. With 60 readings, 35 % means “between a quarter and a half”; no decision in this handbook needs to know it better.

[^2]: The report is audited, counts stays, and misleading it would cost the directors something. The home page probably counts readers of the newsletter who say they will come again. We keep the line in the register, because a house that counts intentions as returns will overrate its loyalty.
`,
};

export const swot: ExampleSection = {
  swot: {
    strengths: [
      'Guests name the people who looked after them: 23 of 36 accounts of a stay (S6)',
      '31 % of stays are by guests who have been here before (S1)',
      'Launch and minibuses are the house’s own; both rivals depend on a contractor in bad weather (S11, S12)',
      'Six treatment rooms, twice as many as either rival has (S11, S12)',
    ],
    weaknesses: [
      'Of 41 public questions the house answered 3, after 31 hours at the median (S7)',
      'In the August storm the page said nothing for 53 hours (S8)',
      'Of 336 afternoon hours at the spa in a fortnight, 270 stayed empty (S13)',
      '145 claims in 2025 for rooms or grounds not as described, 104 of them for two of three wings, together $58,000 (S1)',
      '15 of 26 vacancies in twelve months went to a recruitment agency (S4)',
    ],
    opportunities: [
      'Travellers ask about the house in public 24 times a week (S7)',
      'Fourteen returning guests give 52 % of the answers, unpaid (S7)',
      'Six of 41 questions are about the spa, four of them from residents of the island (S7)',
      'The largest tour operator’s terms oblige it to pass a hotel’s storm notices on within two hours (S19)',
    ],
    threats: [
      'The agencies’ commission rose from 15 to 18 % between 2019 and 2025 (S14)',
      'Stays cancelled in the storm season: 640 room nights in 2024, 1,150 in 2025 (S1)',
      'Halyard Point publishes a free move when a storm is forecast, and answers 26 of 41 (S11)',
      'An employee of a rival answers questions about Turnstone Bay, and is thanked (S7)',
    ],
  },
  prose: `
Read crosswise, five cells say something. The rest stay empty.

| | 24 questions a week | storms, 640 to 1,150 nights |
| --- | --- | --- |
| **guests name the staff** | let those whom guests name answer | the voice in a storm should be one that guests know |
| **3 of 41 answered** | answer what only the house can know | silence is now a choice with a price |
| **afternoons empty** | residents ask whether they may come | – |

Two thoughts repeat themselves: *answer from the house* and *speak first*. The cell that carries the strategy is the first. A rival can answer as fast as it likes; it has fewer people whom its guests would recognise.

The largest number in the grid is the storm’s. In an average year 895 room nights are cancelled. Each leaves about $170 when it is moved and not lost (part 11), $152,000 in all, and that is twice what the direct share would save at the goal. The goal decides where we are going. The storms have much to do with whether the first year pays.
`,
};
