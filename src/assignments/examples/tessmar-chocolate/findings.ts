import { type ExampleSection } from '../example-handbook.js';

/** What Tessmar wants and what was found out: executive brief, goal, research, SWOT. */

export const executiveBrief: ExampleSection = {
  prose: `
**We ask you to decide by 15 December 2026 on €99,136 for the year 2027:** €60,728 that leaves the company, and €38,408 in hours of people whom it already pays. With it Tessmar keeps and wins independent shops, instead of buying visitors for its online shop.

You have promised the holders of your participation certificates that by the end of 2029 private label will bring no more than a fifth of revenue. It brings 38 %, and the agreement behind it ends in December 2028. Your own products must then bring €1.72 million a year more than today.

Your annual report welcomes 96 new shops. Subtract, and the same page shows that 122 others stopped ordering. Meanwhile 17 of the 60 public contributions that we read ask where Tessmar can be bought, and of the entries in your stockist list about one in five leads to the wrong door. The demand is there. It is lost in the last few metres.

**So finish the sales that have already begun.** We propose not to advertise the online shop: in 2029 that would cost €345,000 and leave €81,000, where the shops leave €362,000. We also propose not to offer your bars to supermarkets, since shops write that they keep you because supermarkets do not have you.

- Where to find us – sales – more active shops – head of sales
- Counter line – service – public questions answered – head of customer service
- Cool route – logistics – fewer claims for heat – head of logistics
- Tasting bench – product – fewer bars dropped – product manager
- Winter crew – human resources – seasonal posts filled – production manager

**We expect some €116,000 back in 2027, a return of 17 %,** and would be surprised by less than €35,000 or more than €175,000. If all else goes as expected, 22 new shops instead of 40 are enough to break even.

**The main risk** is that shops leave over price and only say heat. You will know by 12 February, for less than €3,000: sales telephones 40 of the 122. If fewer than 20 name damage or unanswered questions, Counter line and Cool route do not start, and about €49,000 is not spent.

**After a yes:** from 11 January sales makes the calls; by 29 January customer service holds the keys to the brand page; by 26 February every listed shop has been asked to confirm its entry.

All this rests on public information. One query in your order system replaces our 122 by the true figure. If it is below 60, this plan is too large for you.
`,
};

export const goal: ExampleSection = {
  prose: `
### The goal

Tessmar Schokolade has 840 holders of participation certificates, customers who lent it €1.2 million for a new roasting house, and it has told them what it wants: “By the end of 2029 private label is to bring no more than a fifth of our revenue, and we do not intend to become smaller” (S1, page 3; our translation). In 2025 private label, bars that a supermarket group sells under its own name, brought €3.60 of €9.40 million (S1, S2), or 38 %, under one agreement that ends on 31 December 2028 (S3). If total revenue stays where it is, everything under Tessmar’s own name has to rise from €5.80 to €7.52 million: **€1.72 million more a year.**

We set two other statements aside. “Chocolate for people who look closely”, on the home page, cannot be missed and so cannot be reached. “Scandinavia would be nice” (S3) was followed by no post and no distributor. The sentence in the report has an amount, a date and readers with a memory.

### The purpose

> We help people who want Tessmar’s chocolate to find it in a shop near them, and shopkeepers to keep it well and sell it, *because* customers ask in public where to buy it, while shops stop ordering over damage and silence rather than price.

Both conversations already take place in public, and an answer given there is found by the next person with the same question.

The first two objectives below carry the plan. Each belongs to somebody who would be asked about it anyway: in their order the heads of sales, of customer service and of logistics, the product manager and the production manager. The first may look modest, but at today’s pace there would be 379 shops at the end of 2027: 446 is 67 more.
`,
  rows: [
    {
      id: 'o-shops',
      objective: 'More shops that go on ordering',
      metric: 'shops with an order in the last twelve months',
      baseline: '412',
      target: '446',
      unit: 'shops',
      by: '2027-12-31',
    },
    {
      id: 'o-answers',
      objective: 'Public questions answered in time',
      metric: 'answered within one working day, of all public questions',
      baseline: '22.5',
      target: '80',
      unit: '%',
      by: '2027-06-30',
    },
    {
      id: 'o-heat',
      objective: 'Fewer claims for heat and breakage',
      metric: 'claims per 1,000 deliveries, May to September, three routes',
      baseline: '65',
      target: '35',
      unit: 'claims',
      by: '2027-09-30',
    },
    {
      id: 'o-bars',
      objective: 'Fewer new bars dropped',
      metric: 'of the latest twelve bars, gone from the price list within 18 months',
      baseline: '5',
      target: '3',
      unit: 'bars',
      by: '2029-06-30',
    },
    {
      id: 'o-crew',
      objective: 'Seasonal posts filled in time',
      metric: 'of 46 posts, contracts signed by 1 October',
      baseline: '31',
      target: '42',
      unit: 'posts',
      by: '2027-10-01',
    },
  ],
};

export const research: ExampleSection = {
  prose: `
### How we looked

From 1 June to 31 August 2026 Tessmar or one of its 26 bars was mentioned in 742 public contributions in five places where strangers reply to each other: the brand page, the customers’ forum Bean & Bar, a neighbourhood network, a review site and the comments of a map service. We sorted them by date and took every twelfth, beginning with the fifth: 62, of which two had been deleted by the time we read them (S6).[^1] Two of us sorted the remaining 60 by what the writer wants from the reader. We agreed on 52 and settled the rest with one more rule: a question inside a complaint is a question.

| The writer wants | Of 60 | Share | Plausible in all 742 |
| --- | ---: | ---: | ---: |
| to know where to buy it | 17 | 28 % | 19 to 41 % |
| to know whether a bar is still good, or how to keep it | 13 | 22 % | 13 to 34 % |
| to recommend it, unasked | 12 | 20 % | 12 to 32 % |
| to complain | 10 | 17 % | 9 to 28 % |
| to know about origin, ingredients or allergens | 8 | 13 % | 7 to 24 % |

The last column says how far sixty contributions can be trusted.[^2] The order of the first three is uncertain. That more people ask where to buy than ask about origin is probable, and no more than that.

### Three findings

**People look for a shop and are not told.** Tessmar answered 3 of the 17, each time with a link to its stockist list. We checked 54 of the 437 entries there, every eighth, against the shops’ own pages: 37 are right, 6 shops have closed, 5 say that they no longer sell Tessmar, and 6 could not be decided. So at least 11 of 54, or 20 % (12 to 33 %), lead to the wrong door (S5).

**A white film is taken for mould.** Nine of the 13 who ask whether a bar is still good show or describe one with a white film. It is fat that has risen to the surface in warmth; it looks bad and harms nobody (S13). Six of the ten complaints are about bars that arrived soft or broken. Warm days have become more frequent: the station at Rebenau counted 27 days above 30 °C a year from 2021 to 2025, and 19 in the five years before (S15).

**Shops leave, and the report does not say so.** At the end of 2024 there were 438 active shops; 96 joined in 2025; 412 were left (S1). So 122 stopped, or 28 %. In a public forum of the delicatessen trade 44 posts since January 2025 mention Tessmar. In 31 of them shopkeepers explain why they order less or no more: damage in summer 12, questions and orders left unanswered 8, minimum order and delivery days 6 (it is €350, S16), price and margin 5 (S8). Twenty of 31, or 65 % (47 to 79 %), name something that Tessmar could repair without lowering a price.

### Who answers

We took the latest 40 public questions about Tessmar and about two rivals that also sell through independent shops, Kolbach and Vautrey, all asked before 12 September (S7).

| Latest 40 questions | Tessmar | Kolbach | Vautrey |
| --- | ---: | ---: | ---: |
| answered by the maker | 14 | 33 | 21 |
| of these within one working day | 9 | 27 | 8 |
| answered by others only | 15 | 4 | 9 |
| answered by nobody | 11 | 3 | 10 |

Kolbach shows what the market is getting used to: 27 of 40 within a working day is no longer a distinction. It also lets shops confirm their own entries, with the date beside each (S17). The others who answer for Tessmar are mostly seven members of Bean & Bar, 5,800 strong and opened by a customer in 2019. They know bloom, harvests and roasting well. They cannot know which shop has which bar.

Whose word decides? The customer asks for a bar, the person behind the counter recommends, and the shopkeeper orders, or does not, in a quiet hour after the season. Shopkeepers are the one group of deciders who talk shop in public, with names and reasons. Buyers of company gifts and of supermarkets are nowhere to be heard.

### Where sources disagree

The home page speaks of “more than 600 fine shops” (S4), the stockist list has 437 entries, the report counts 412. We use 412, because the report defines it, an order within twelve months, and is read by lenders. The list of 437 fits: it holds shops that have gone. The 600 probably counts every shop ever opened.

Johanna Tessmar, who manages the company, says that “our shops stay with us for many years” (S3). With 122 gone in a year this can be true only if the old ones stay and the new ones leave. We cannot see that from outside, and it would change the work. The 40 calls in January will record how long each shop had been a customer.

### What we looked for and did not find

Nobody in the sample reports an allergic reaction, but none in sixty still leaves room for six in a hundred. We found no dispute about cocoa or wages. And we have not heard those who left without a word, among shops or customers. The forum’s 31 are the ones who care enough to explain themselves.

[^1]: We counted and described, and kept no names. Private persons are quoted nowhere in this handbook. The rules for sorting and the counts are in the register under S6.

[^2]: Wilson’s interval at 95 %. It covers chance in the drawing, and no other error: people who write in public are not all customers.
`,
};

export const swot: ExampleSection = {
  swot: {
    strengths: [
      'Recommended to strangers without being asked in 12 of 60 contributions (S6)',
      '840 certificate holders have lent €1.2 million and are invited to nothing but the annual meeting (S1)',
      'Own drivers and vans on three of five delivery routes, so packing and timing are in its hands (S10)',
      'Every wrapper names harvest and roasting date; seven of the twelve recommendations mention it (S6)',
    ],
    weaknesses: [
      '122 of 438 shops stopped ordering in 2025; 20 of 31 who explain it name damage or unanswered questions (S1, S8)',
      '11 of 54 entries checked in the stockist list lead to a shop that has closed or no longer sells Tessmar (S5)',
      '9 of the latest 40 public questions answered within a working day, 11 by nobody (S7)',
      '5 of 12 new bars were gone from the price list within 18 months (S12)',
      '15 of 46 seasonal posts were still open on 1 October 2025 (S11)',
    ],
    opportunities: [
      '17 of 60 contributions ask where to buy: customers who need no persuading (S6)',
      'Nine shopkeepers write that they keep Tessmar because the supermarket does not have it (S8)',
      'Shops confirm their own entries at Kolbach, so they can be asked to (S17)',
      'Bean & Bar explains bloom to 5,800 members, and its rules welcome makers who answer (S13)',
    ],
    threats: [
      'The agreement behind 38 % of revenue ends on 31 December 2028 (S1, S3)',
      'Days above 30 °C in Rebenau: 27 a year, up from 19 (S15)',
      'Kolbach answers 27 of 40 questions within a working day (S7)',
    ],
  },
  prose: `
### What follows, read crosswise

| | O: customers ask where to buy | O: shops value what supermarkets lack | T: more hot days | T: the agreement ends in 2028 |
| --- | --- | --- | --- | --- |
| **S: own drivers on three routes** | | | promise cool delivery where we hold the van’s key | |
| **S: 840 lenders who are never asked** | | let them and shopkeepers judge bars before launch | | |
| **W: 122 shops stopped** | send the customers who ask to the shops that are left | | warn and replace before autumn, when shops decide | keep the largest channel first |
| **W: stockist list out of date** | let shops confirm and customers suggest | | | |
| **W: 9 of 40 answered** | answer where the question stands | | explain the white film once, for good | |

Three thoughts return: **answer, keep cool, let shops and customers put the list right.** Ordered by what they could move, the row about the 122 shops comes first. Each point by which the loss falls keeps about four of 412 shops, each worth some €2,080 a year in contribution (G1). Halving it to 14 % would be worth €120,000 a year. A bar that is not dropped is worth about €14,000 (G4), and fewer than five are launched a year. The first is the strategy; the second is a program.

The empty cells are empty. We found nothing, for instance, that Tessmar’s origin story could do about the agreement of 2028.
`,
};
