import { type ExampleSection } from '../example-handbook.js';

/** What Tessmar chooses, against what, and who takes part: strategy and programs. */

export const strategy: ExampleSection = {
  prose: `
### The finding that forces a choice

Own products have to bring €1.72 million more by 2029. The largest own channel, independent shops with €2.60 million, is shrinking: 28 % stop in a year, and 96 join. If nothing changes, 412 shops become 393, 379, 369 and, at the end of 2029, 362. The other own channels (online shop, own shops, gifts and export), with €3.20 million, have grown by about 3 % a year (S1). If they go on, they bring €0.40 million of what is needed. **The remaining €1.32 million needs a decision.**

### Three ways to €1.32 million

- **A, advertise the online shop.** Buy visitors and send parcels. There is a record: 28,300 orders by 17,700 customers in 2025 (S1), and “a little over twenty euros” for a new customer (S3); we take €22.
- **B, keep and win independent shops.** Send them the customers who ask, answer them, deliver cool, and let them in on what is launched.
- **C, offer Tessmar’s own bars to supermarkets.** It is the fastest way to volume, and Tessmar already delivers to one such group.

In most companies each of them would have its advocate. We asked of each what would have to be true. Prices and order values rise by 14 % until 2029 in all three columns (G6).

| In 2029 | A, online | B, shops | C, supermarkets |
| --- | ---: | ---: | ---: |
| more revenue | €1.32 million | €1.306 million | €1.32 million |
| that is | 25,100 orders | 558 shops at €7,000 | some 700 branches at €1,890 |
| contribution before costs | €426,700 | €444,000 | €257,600 |
| cost of the way, each year | €345,400 | €82,100 | €88,400 |
| **left for the company** | **€81,300** | **€361,900** | **€169,200** |

**For A** to work, advertising must still find customers at €22 when Tessmar buys 15,700 more of them a year, nearly doubling their number. It is the assumption most often made, and the cheapest customers are bought first. The money has to be found again each year, and from June to September the online shop sends nothing when it is hotter than 28 °C (S1).

**For B** to work, the share of shops that stop must fall from 28 to 21 % in 2027, to 18 % in 2028 and to 16 % in 2029, and 136 instead of 96 must join each year. Then 393 shops at the end of 2026 become 446, 502 and 558. The reasons that shopkeepers give leave room for it: 65 % of 28 points are 18, and B needs 12. B falls €14,000 short of the sum. We leave it standing, since no figure here is that exact.

**For C** to work, a chain must list the bars at 18 % below the price for shops (G8), and the shops must not mind. Nine of 44 posts in the forum say that they would: they keep Tessmar because the supermarket does not have it. We count only one shop in ten as lost (G8), which is the €88,400. C would reach the goal as it is worded, and the buyers of supermarkets would again decide about a third of Tessmar’s revenue. The report promises to end just this dependence.

The table flatters A and C, because beside them the shops would go on shrinking to 362.

### The choice

> To bring own products to four fifths of revenue by 2029, Tessmar will make its independent shops easy to find, quick to get an answer and safe in summer, with shopkeepers and customers putting right what is wrong, *rather than* buy visitors for the online shop, *because* customers already ask where to buy, and shops stop ordering for reasons that Tessmar can repair.

### What we are therefore not going to do

- No additional advertising for the online shop. It keeps what it has.
- No own bars in supermarkets before 2029, and we tell the shops so in writing. It gives up €169,200 a year, and that is what makes the promise worth something.
- No new presences for reach. Two are opened, for shopkeepers and for seasonal workers; the tasters get a board; one is closed.
- No discounts to keep a shop. Five of 31 name price, and a discount for those who complain is soon a discount for all 412.

### Beyond marketing

Not one of the repairs lies in marketing’s hands. Sales has to ask shops before listing them. Customer service has to answer shopkeepers as well as customers. Logistics has to tell a shop about heat before the van comes, product management to hear an objection before wrappers are printed, and human resources to find, by October, the hands without which none of it arrives. Marketing gives the other functions’ programs an audience: it puts “Is this still good?” on the wrapper, and the address of the answer.

### What would change our mind

- **By 12 February:** fewer than 20 of 40 former shops name damage or unanswered questions. Then the “because” is wrong, Counter line and Cool route do not start, and the management decides again between A and a smaller B. If in truth 65 % think so, this test fails wrongly in fewer than 2 of 100 cases; if only 35 % do, it passes wrongly in fewer than 4.
- **By 31 July:** fewer than 8 new shops from customers’ suggestions. Then people ask where to buy and do not go there.
- **By 30 September:** the districts with the shopkeepers’ room lose as many shops as the three without. Then answers do not keep shops, however friendly they are.

The third comes latest and would hurt most. That is why the three districts are drawn by lot before anything begins.
`,
};

export const programs: ExampleSection = {
  prose: `
Five programs, five functions. The first two carry the strategy. Cool route exists because shops decide in autumn how the summer was. Tasting bench and Winter crew are small, start in spring and in June, and would each pay for themselves.

| Program | Who takes part, and why again | Who answers | What changes because of them |
| --- | --- | --- | --- |
| Where to find us | customers name the shop that should have it; they hear what became of it | inside sales, by first name, in two working days | the shop opens, and its first box says who asked for it |
| Counter line | shopkeepers and customers ask; the experienced answer and are named as the source | shop desk, by the next working day | the five questions that return most go to product and logistics each month; the answer is printed on the wrapper or the box |
| Cool route | shopkeepers report the temperature and state of a box with two photographs | the dispatcher on duty, until 17:00; then the shop desk | the worst stop of the week moves to an earlier hour |
| Tasting bench | 30 shopkeepers and 30 customers taste four unnamed samples a year and write five lines each | the product manager, to all, within ten days | a recipe is changed, dropped or launched; two tasters who agree to it are named on the first thousand wrappers |
| Winter crew | people who worked a season describe a shift and bring a friend | the foreperson, by telephone, in two working days | the first day gets the introduction that nine reviews miss (S14) |

### Why they would come back

Imagine a customer who writes that the farm shop near her does not have Tessmar. Today she gets a link or nothing. In the program she is asked for the name of the shop, and told that sales will ring there within two weeks. When the shop opens its account, she is written to: “Since Tuesday they have five of our bars. Your name is on the box, if you allow it.” If the shop declines, she hears that, too, and where the next one is. She did something that cost effort, it was answered, and something is different because of it. No prize is needed, and we offer none.

The last link is the one that must not break: **every suggestion is closed with an answer, also the ones that come to nothing.**

### What each function gives and gets

- **Sales** gives eight hours a week and gets customers’ suggestions, already named and placed.
- **Customer service** gives four hours of its head and gets half a post, and 1,500 fewer contacts a year.
- **Logistics** gives six hours a week in summer and gets fewer credit notes to argue about.
- **Product management** gives four hours in thirty weeks and gets sixty opinions before the wrappers are printed.
- **Production** gives three hours a week from May to October and gets hands that have been there before.

These are agreements to be signed by the heads before the money is released. From outside we know what the functions are looking for, from their job advertisements (S9, S10). We do not know whether they have the hours.

### Settled on paper first

Customer service wants fewer contacts, and sales wants more suggestions: questions about storage are invited on the question pages, suggestions in the finder. The bench advises and does not decide, except on one bar a year, which is marked as such before the first round. Its rule for admission knows no exceptions: half of the places for shops with an order in the last six months, half for anybody who applied, both drawn by lot. Staff and their families cannot join.

**What is missing.** There is no program for purchasing, because we found no public talk about Tessmar’s growers on which one could be built, and none for marketing, which serves the other five.
`,
  rows: [
    {
      id: 'p-finder',
      program: 'Where to find us',
      serves: 'sales',
      objective: 'o-shops',
      purpose:
        'A stockist finder that shops keep right themselves, with the date of the last confirmation, and a field in which customers name a shop that should have Tessmar. Each suggestion is a lead for sales.',
      lead: 'Head of sales',
    },
    {
      id: 'p-counter',
      program: 'Counter line',
      serves: 'customer-service',
      objective: 'o-answers',
      purpose:
        'One desk for what customers and shopkeepers ask in public or in the shopkeepers’ room. The twenty most frequent questions have an answer at an address of its own, checked by quality management.',
      lead: 'Head of customer service',
    },
    {
      id: 'p-cool',
      program: 'Cool route',
      serves: 'logistics',
      objective: 'o-heat',
      purpose:
        'Returnable insulated boxes on the three routes with own drivers, a notice by 10:00 on the day before a hot delivery, and replacement without argument.',
      lead: 'Head of logistics',
    },
    {
      id: 'p-bench',
      program: 'Tasting bench',
      serves: 'product-management',
      objective: 'o-bars',
      purpose:
        'Sixty shopkeepers and customers judge new recipes before the wrappers are printed, and read what was made of their notes.',
      lead: 'Product manager',
    },
    {
      id: 'p-crew',
      program: 'Winter crew',
      serves: 'human-resources',
      objective: 'o-crew',
      purpose:
        'Seasonal workers of former years show the work as it is, answer those who consider it, and invite them to a paid trial morning.',
      lead: 'Production manager',
    },
  ],
};
