import { type ExampleSection } from '../example-handbook.js';

/** How anybody will know, and what it brings: reporting, return on investment. */

export const reporting: ExampleSection = {
  prose: `
Each month the management sees one page: five objectives, each beside its value a month ago and the plan, with the second number that would show damage. Followers, reach and likes are not on it. Marketing may count them; nobody here would decide anything differently.

### When we repair and when we stop

| Program | Repair if | Stop if | Decided by |
| --- | --- | --- | --- |
| Where to find us | more than a tenth of the month’s suggestions is still open after ten working days | fewer than 8 new shops from suggestions by 31 July | head of sales |
| Counter line | under 70 % within a day, two weeks running | by 30 September the seven districts have lost as large a share of shops as the three | managing director |
| Cool route | the notice is missed twice in July | by 31 August claims on the three routes are not a third below those on the other two | head of logistics |
| Tasting bench | fewer than 45 notes in round 2 | no recipe changed after round 3 | product manager |
| Winter crew | fewer than 15 people at the first two mornings | fewer than 15 contracts signed by 31 August; the agency is then booked as before | production manager |

All limits were written before the start, and they stand on the page each month.

### What would have happened anyway

A cool summer would lower claims without any boxes, so the three routes are compared with the other two in the same weeks. They are the warmer ones; the report therefore shows the summer of 2026 beside both, which logistics can count and we cannot. A good year for shops would lower the loss everywhere, so the districts with the room are compared with those without. With some 290 and 120 shops, chance alone can make a difference of nine points. **The report therefore shows the range beside the difference, and nobody is praised for less than nine.** The rule for stopping uses only the sign: a program of €38,430 should have to show at least that.

### What we cannot see

Only the second objective has been measured from outside (S7). The first is in the annual report, the third is a guess (G3), the fourth and the fifth are counted from archived pages (S12, S11). For all of them the first report replaces our baseline with the company’s own.
`,
  rows: [
    {
      id: 'm-stopped',
      measure:
        'Shops that had ordered in the year before and not in the last twelve months; beside it, discounts granted',
      objective: 'o-shops',
      source: 'Order system, by district',
      rhythm: 'monthly',
      actor: 'Head of sales',
    },
    {
      id: 'm-new',
      measure: 'New shops that a customer suggested and that have ordered twice',
      objective: 'o-shops',
      source: 'Finder and order system',
      rhythm: 'monthly',
      actor: 'Head of sales',
    },
    {
      id: 'm-answered',
      measure:
        'Public questions answered by 18:00 of the next working day, out of all asked, those never answered included',
      objective: 'o-answers',
      source: 'Shared inbox, Mondays at 9:00',
      rhythm: 'weekly',
      actor: 'Head of customer service',
    },
    {
      id: 'm-again',
      measure: 'Questions asked again within seven days, the sign of empty answers',
      objective: 'o-answers',
      source: 'Shared inbox',
      rhythm: 'weekly',
      actor: 'Shop desk',
    },
    {
      id: 'm-heat',
      measure: 'Claims for heat and breakage per 1,000 deliveries, three routes beside the other two',
      objective: 'o-heat',
      source: 'Credit notes and loggers, May to September',
      rhythm: 'weekly',
      actor: 'Head of logistics',
    },
    {
      id: 'm-bars',
      measure: 'Bars of the latest twelve gone within 18 months; beside it, new bars launched in the year',
      objective: 'o-bars',
      source: 'Price lists',
      rhythm: 'quarterly',
      actor: 'Product manager',
    },
    {
      id: 'm-recipes',
      measure: 'Recipes changed or dropped after a round, with the objection that did it',
      objective: 'o-bars',
      source: 'The bench’s board',
      rhythm: 'quarterly',
      actor: 'Product manager',
    },
    {
      id: 'm-crew',
      measure: 'Seasonal contracts signed; beside it, how many are still there on 1 December',
      objective: 'o-crew',
      source: 'Personnel office, July to December',
      rhythm: 'weekly',
      actor: 'Production manager',
    },
  ],
};

export const roi: ExampleSection = {
  prose: `
Only contribution counts, not revenue, and only what falls into 2027. A shop that stays or opens does so during the year and counts with half of it: €1,040 of €2,080. Those that open from May on have autumn and Christmas before them. We expect **€115,825 for €99,136, a return of 17 %**; in the low case, with costs 15 % higher, it is −69 %, in the high case +76 %.

One assumption at a time, the others as expected:

| Assumption | Return if low | Return if high |
| --- | ---: | ---: |
| new shops from suggestions: 12 or 60 | −8 % | +35 % |
| shops that stay: 10 or 38 | −1 % | +28 % |
| bars not dropped: 0 or 2 | +3 % | +31 % |
| seasonal posts filled: 4 or 14 | +8 % | +21 % |
| contacts avoided: 550 or 2,400 | +9 % | +25 % |
| claims avoided: 20 or 75 | +9 % | +21 % |

With both of the first two low it is −26 %. The plan **breaks even with 22 new shops instead of 40, or with 11 shops kept instead of 27.**

### What to stop

Where to find us, Tasting bench and Winter crew each pay for themselves. Counter line brings €40,830 for €38,430, two thirds of it from shops that stay. **Cool route does not pay for itself in 2027:** €11,825 for €19,742. It is in the plan because heat is what shops name most often, and because in 2028 it costs about €7,100. If the 40 calls do not confirm heat, it goes first.

### Compared with what?

Spent on advertising at €22 each, the money would bring 4,506 customers. Each leaves €19.50 in the first year, €15 for the first order (G6) and half of the 0.6 that follow: €87,867, a return of −11 %. In the year after, the 67 shops kept and won bring €139,360 before any of them leaves again. How many of the customers would still order, we cannot tell.

### Not in the sum

Shopkeepers’ trust in the promise about supermarkets has no price. And avoided contacts are money only if one of the two temporary posts of each autumn (S9) stays empty, to which the head of customer service has to agree.

> We expect some €116,000 for €99,000, and would be surprised by less than €35,000 or more than €175,000. If by 31 July fewer than 8 new shops have come from suggestions, or by 30 September answers have not kept shops, stop what these two were to prove.
`,
  fields: { overrun: '15' },
  rows: [
    {
      id: 'v-stay',
      benefit: 'Shops that stay',
      program: 'p-counter',
      low: '10',
      expected: '27',
      high: '38',
      value: '1,040.00',
      assumption:
        'The loss falls from 28 to 21 %: seven points of 393 shops. €2,080 a year is 34 % (G1) of €6,120 (S1, derived).',
    },
    {
      id: 'v-new',
      benefit: 'New shops that a customer suggested',
      program: 'p-finder',
      low: '12',
      expected: '40',
      high: '60',
      value: '880.00',
      assumption:
        'From May to December some 560 people will ask where to buy (S6, derived). If every third names a shop and one in five of those says yes, that is 37; with readers of the finder about 40 (G2). €1,040 less €160 for the visit.',
    },
    {
      id: 'v-claims',
      benefit: 'Claims for heat and breakage avoided',
      program: 'p-cool',
      low: '20',
      expected: '55',
      high: '75',
      value: '215.00',
      assumption:
        '65 claims per 1,000 become 35 (G3) on 1,850 deliveries (S10, derived). Half a delivery credited, and a second trip.',
    },
    {
      id: 'v-contacts',
      benefit: 'Contacts that do not reach customer service',
      program: 'p-counter',
      low: '550',
      expected: '1,500',
      high: '2,400',
      value: '8.50',
      assumption:
        '22 % of 21,840 contacts (S9) ask about keeping, as in the sample; a third need not arise. Low: 13 % and a fifth. High: 34 %. Three quarters of €11.17 (four posts at €61,000, S20).',
    },
    {
      id: 'v-bars',
      benefit: 'Bars changed or stopped before the wrappers are printed',
      program: 'p-bench',
      low: '0',
      expected: '1',
      high: '2',
      value: '14,000.00',
      assumption:
        'About five are launched a year, and two of them fail (S12). Moulds, wrappers and stock (G4).',
    },
    {
      id: 'v-crew',
      benefit: 'Seasonal posts filled without an agency',
      program: 'p-crew',
      low: '4',
      expected: '11',
      high: '14',
      value: '1,270.00',
      assumption:
        'Eight weeks of 38 hours at €4.20 that the agency adds (G5). From 31 of 46 posts to 42 (S11).',
    },
  ],
};
