import { type ExampleSection } from '../example-handbook.js';

/** Turnstone Bay's strategy: what is chosen and what follows from it (strategy, programs). */

export const strategy: ExampleSection = {
  prose: `
### The finding that forces a choice

Turnstone Bay wants fewer introductions by strangers and pays more for them each year. Agencies brought 22 % of its room nights in 2022 and 29 % in 2025 (S1); since 2019 their commission has risen from 15 to 18 % of the price (S14). Meanwhile people who have all but chosen the hotel ask about it 24 times a week, in public, and seven of 41 say as they ask where they will book, which is not with the hotel. The hotel is known, and absent when somebody decides.

### Three ways to a third of the nights

**A, be seen.** Join the agencies’ preferred tier: three points more commission, a place near the top of every list. Halyard Point did so in 2023.

**B, answer.** Let the people who look after guests answer in public, before the stay and during it, and give those who ask a place to book.

**C, discount.** Take 8 % off every direct booking, as the chair suggested in May (S3).

| What would have to be true | A, be seen | B, answer | C, discount |
| --- | ---: | ---: | ---: |
| cost in the first year | $50,669 | $77,000 | $116,480 |
| direct share, if it works | 24.7 % | 35 % in 2028 | 35 % in 2028 |
| it pays in the first year from | 220 more agency nights | 86 % of the expected benefit | 7,103 moved nights |
| how much that is | 4 % more than today | all five programs close to plan | more than the 5,278 there are |
| has to be paid again | every year, at the agencies’ price | about $63,000, two thirds of it the hotel’s own hours | every year |

**A** costs 3 % of $320 on 5,278 nights. An agency night leaves about $230.80 when the dearer commission and the cost of an occupied room are taken off and what a guest leaves in the restaurant is added (S1, S14, S18), so 220 nights that would otherwise have stayed empty pay for it. That is 4 % more, and it may well happen. We say so plainly: in its first year A may earn more than B. It also takes the direct share from 25 to 24.7 %, away from what the noteholders were told, and it leaves the next rise in commission to the agencies.

**C** gives $25.60 to each of 4,550 direct nights that would have come anyway. What remains of a moved night is $42.00 − $25.60 = $16.40, so 7,103 nights would have to move, and the agencies bring 5,278. C can’t pay. It would also break the clause in the operators’ contracts that forbids a lower public price (S2).

**B** rests on a belief: that people who get their answer from the hotel book with the hotel. The belief can’t be proved from outside. Two signs favour it. Halyard Point, which has answered for two years, reports 38 % direct bookings against 27 % before (S11), although it rebuilt its website in the same year and either may be the cause. And of the three questions that Turnstone Bay did answer, two ended with the asker’s thanks for a booking by telephone (S7), which is as small as a sample can be. Against it stands habit: whoever has always booked with an agency has a password there.

### The choice

> To bring the direct share of room nights from 25 to 35 % by the end of 2028, we will let the people who look after guests answer in public what travellers ask, together with the returning guests who do it already, rather than buy a better place at the agencies, because those who are choosing the hotel ask what only it can know, and 38 of 41 times it did not answer.

B is the dearer of the two that can work, and the only one that moves the goal. It becomes affordable because the hosts and pages that serve the direct share also serve four departments with losses of their own: cancelled stays, empty spa hours, claims and agency fees. Answers about booking alone lose money in the first year. Answers that keep a stay, correct a picture or fill an afternoon don’t. So the strategy reaches into transport, spa, sales and personnel, and they pay for it.

### What we are therefore not going to do

- No preferred tier at any agency in 2027. The revenue manager will miss the nights, and may count them.
- No discount for booking direct, and no gift that is one in disguise.
- No free stays for people with many followers. Eleven offered themselves under the hotel’s last posts.
- No new network, and no posts to a rhythm. A post answers a question that was asked or says what the sea does today.
- No answers in French and German before January 2028. Four in ten stays come from those markets, so this hurts. It also gives us the only comparison by which we shall know whether answers work at all.

### One decision that isn’t about words

Honest answers need something honest to say. To “what happens if a storm comes?” the hotel’s terms reply: cancel free of charge until the fifteenth day before arrival, after that the full price is due, “unless the management decides otherwise” (S5). A guest who sees a storm in the news on the fifteenth day does the sensible thing and cancels. No answer can mend that. So the strategy depends on a change of terms: **whoever booked with the hotel or through an agency may move a stay once, free of charge, within twelve months, when the weather office forecasts a named storm for the island within 72 hours of arrival.** Operators decide for their own guests; the sheet for the trade asks them to follow. Some people will move a stay who would have come; they are counted.

### What would change our mind

We imagined that it is January 2028 and the plan has failed, and wrote down why. The three reasons that came up more than once:

| It failed because | First sign | Seen after |
| --- | --- | --- |
| department heads never found two hours to check answers | answers wait for a check | 5 weeks |
| the fourteen felt replaced and stopped | their answers fall by half | 10 weeks |
| people read the answer and booked with the agency | few bookings come through the answers | 6 months |

The first two can be repaired. The third is the belief itself, and it shows last, so its test is fixed now: **fewer than 13 bookings through the answers by 30 June, and Ask the house shrinks to reviews and storm days.** The plan expects 26 by then. And if the revenue manager finds that agency guests mostly come back through the hotel by themselves, a moved night is worth less than $42, and A deserves a second look.
`,
};

export const programs: ExampleSection = {
  prose: `
Five programs, each run by the department that it serves. Marketing has none of its own: it gives the five an audience, through the newsletter and the pictures, and its present editor becomes the plan’s lead for six hours a week.

### Ask the house

Travellers ask where they ask today. A returning guest who knows the answer goes first; the host on duty adds what only the house can know, signs with a first name, and says where it can be booked. Within twelve hours every question has an answer from the house or one that the house has confirmed. What is asked again and again gets an address of its own, forty answers at most. **Why come back:** the fourteen hear of works, timetables and changes a week before the public, and on the first Monday of each month they tell the lead which answer was wrong or missing. The confirmation that every guest receives is rewritten from that list, and says whose question it was. They are never paid, and never corrected on a matter of taste.

### Storm line

One page, to be read on a telephone with a poor connection: sea, sky and road, the beach at eight every morning with a picture, weed included, and from the first bulletin of the weather office a new word every six hours until the all-clear, even if it is “nothing new”. Guests and their families ask there; the duty manager answers, by name. **Why come back:** it is right on ordinary days, so it is believed on the others. Whoever reports a blocked road or a late ferry that proves true is thanked on the page. After each storm those who were here are asked what they did not know in time, and the next storm is reported accordingly.

### Afternoon circle

Eighteen people try out the spa’s afternoon: ten residents of the island by order of application, eight drawn by lot from the direct bookers in the house that week. Each round tests three short treatments for a note of five lines. The circle decides which of the three goes on the menu, advises on the price, and is told, but not asked, about opening hours. The spa manager answers all of them within a week and says what was changed. **Why come back:** the menu is different because of them, and says so. Staff, relatives of staff and people who write for money can’t join. Exceptions: none.

### True rooms

Every room is photographed as it is, at noon, with the wall that is too near and the view that isn’t there. Guests who find a difference send a picture; the caption is corrected within five working days, with thanks by first name where they wish it. Operators and agencies receive the set and, each Monday, one sheet of what has changed in rooms, grounds and terms. **Why come back:** operators’ representatives are spared the argument in the lobby, and the Monday sheet carries their own reports from the week before.

### The people you ask for

Ten members of staff whom guests name (a boatman, two therapists, a gardener, the night porter) each answer one question a week about what they do, in one paid hour, with the right to stop at any time. Vacancies stand beside their answers, and an applicant can ask somebody who does the job. **Why come back:** a former guest finds the person, an applicant finds the truth about the night shift, and questions that applicants ask twice go into the next advertisement. If an employee complains in public, the HR manager answers and nobody else.

### What the departments give and get

Each head signs one line before the budget is released. Guest services gives 13.5 hosts’ hours a week and gets fewer repeated questions at the desk. Transport gives its duty managers and gets guests at the right jetty. The spa gives three hours and gets notes that it could not buy. Sales gives three hours and gets claims by wing and room. Personnel gives an hour and a half and gets applicants who know what they apply for.
`,
  rows: [
    {
      id: 'p-house',
      program: 'Ask the house',
      serves: 'customer-service',
      objective: 'o-direct',
      purpose:
        'Travellers who are choosing get an answer within twelve hours from the house, or one that it confirms, and a place to book. Stops, apart from reviews and storm days, if fewer than 13 bookings have come through the answers by 30 June.',
      lead: 'Head of guest services',
    },
    {
      id: 'p-storm',
      program: 'Storm line',
      serves: 'logistics',
      objective: 'o-moved',
      purpose:
        'Guests know what the sea, the ferry and the house do, so that they move a stay instead of losing it. Stops after the season if less than 18 % of cancelled nights were moved.',
      lead: 'Transport manager',
    },
    {
      id: 'p-spa',
      program: 'Afternoon circle',
      serves: 'product-management',
      objective: 'o-afternoon',
      purpose:
        'Residents and guests decide what the spa offers from one to five. Stops if nothing on the menu has changed after the second round.',
      lead: 'Spa manager',
    },
    {
      id: 'p-rooms',
      program: 'True rooms',
      serves: 'sales',
      objective: 'o-claims',
      purpose:
        'Operators, agencies and guests see each room as it is. Stops if, from April to August, the first 60 rooms have not brought 13 claims fewer than in the same months of 2026.',
      lead: 'Sales manager',
    },
    {
      id: 'p-people',
      program: 'The people you ask for',
      serves: 'human-resources',
      objective: 'o-agency',
      purpose:
        'Those whom guests name answer in public, and applicants meet them there. Stops if no more than two vacancies have been filled through it by 30 September.',
      lead: 'HR manager',
    },
  ],
};
