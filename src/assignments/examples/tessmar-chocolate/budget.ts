import { type ExampleSection } from '../example-handbook.js';

/** What the programs cost. */

export const budget: ExampleSection = {
  prose: `
The plan costs **€99,136 in 2027**. Of this, €60,728 leaves the company, half a post included, and €38,408 is working time of people whom it already pays. These are two decisions: the first is about money, the second about the week of six people, and their heads of function have to agree to it.

| Program | Hours already paid | Leaves the company | Together |
| --- | ---: | ---: | ---: |
| Where to find us | €13,984 | €12,500 | €26,484 |
| Counter line | €11,032 | €27,398 | €38,430 |
| Cool route | €4,752 | €14,990 | €19,742 |
| Tasting bench | €5,520 | €3,240 | €8,760 |
| Winter crew | €3,120 | €2,600 | €5,720 |
| **together** | **€38,408** | **€60,728** | **€99,136** |

**How we know.** The rate of an hour is an advertised salary (S20) plus 28 % for what an employer adds, divided by the hours of a year that are worked; the company will know better. Boxes and loggers are priced from a list (S18). The finder follows the award of a town’s comparable map of its shops, €9,400 (S19), plus some months of rising prices. The number of boxes follows the work: 84 deliveries a week on three routes with two boxes each are 168, and 72 are on their way back or being cleaned.

**What is spent once:** finder, boxes, loggers, heat test and training, together €26,230. In 2028, with the desk for the whole year and 60 boxes replaced, the plan would cost about €82,100.

**The widest line** is not the finder, although that may cost €7,000 or €13,000. The desk may need 17 or 22 hours a week. Between them lie €6,120 in 2027 and €7,820 in every later year, so whoever has an hour for checking should spend it there.

There is no line for a reserve. Instead the low case in part 11 lets all costs rise by 15 %, to €114,006.40. Anything beyond €99,136 needs a new decision, and until 12 February less than €3,000 is spent.
`,
  fields: { currency: 'EUR', period: '11 January to 31 December 2027' },
  rows: [
    {
      id: 'b-desk',
      item: 'Shop desk, half a post from April',
      program: 'p-counter',
      kind: 'people',
      quantity: '702',
      unit: 'hours',
      unitCost: '34.00',
    },
    {
      id: 'b-lead',
      item: 'Lead, coordination, monthly report',
      program: 'p-counter',
      kind: 'people',
      quantity: '184',
      unit: 'hours',
      unitCost: '48.00',
    },
    {
      id: 'b-quality',
      item: 'Quality manager’s check',
      program: 'p-counter',
      kind: 'people',
      quantity: '44',
      unit: 'hours',
      unitCost: '50.00',
    },
    {
      id: 'b-inbox',
      item: 'Shared inbox, from February',
      program: 'p-counter',
      kind: 'tools',
      quantity: '11',
      unit: 'months',
      unitCost: '190.00',
    },
    {
      id: 'b-training',
      item: 'Training in short answers',
      program: 'p-counter',
      kind: 'training',
      quantity: '6',
      unit: 'people',
      unitCost: '240.00',
    },
    {
      id: 'b-sales',
      item: 'Inside sales: calls, entries, suggestions',
      program: 'p-finder',
      kind: 'people',
      quantity: '368',
      unit: 'hours',
      unitCost: '38.00',
    },
    {
      id: 'b-finder',
      item: 'New stockist finder',
      program: 'p-finder',
      kind: 'tools',
      quantity: '1',
      unit: 'order',
      unitCost: '9,800.00',
    },
    {
      id: 'b-kits',
      item: 'First-order kits: stand and storage card',
      program: 'p-finder',
      kind: 'content',
      quantity: '60',
      unit: 'kits',
      unitCost: '45.00',
    },
    {
      id: 'b-dispatch',
      item: 'Dispatcher: heat notices and boxes',
      program: 'p-cool',
      kind: 'people',
      quantity: '132',
      unit: 'hours',
      unitCost: '36.00',
    },
    {
      id: 'b-boxes',
      item: 'Returnable insulated boxes',
      program: 'p-cool',
      kind: 'other',
      quantity: '240',
      unit: 'boxes',
      unitCost: '38.50',
    },
    {
      id: 'b-loggers',
      item: 'Temperature loggers',
      program: 'p-cool',
      kind: 'tools',
      quantity: '60',
      unit: 'pieces',
      unitCost: '42.50',
    },
    {
      id: 'b-test',
      item: 'Heat test at the technical college',
      program: 'p-cool',
      kind: 'other',
      quantity: '1',
      unit: 'order',
      unitCost: '3,200.00',
    },
    {
      id: 'b-product',
      item: 'Product manager: rounds, notes, answers',
      program: 'p-bench',
      kind: 'people',
      quantity: '120',
      unit: 'hours',
      unitCost: '46.00',
    },
    {
      id: 'b-samples',
      item: 'Sample parcels, four rounds for sixty people',
      program: 'p-bench',
      kind: 'content',
      quantity: '240',
      unit: 'parcels',
      unitCost: '13.50',
    },
    {
      id: 'b-fore',
      item: 'Foreperson: questions and trial mornings',
      program: 'p-crew',
      kind: 'people',
      quantity: '78',
      unit: 'hours',
      unitCost: '40.00',
    },
    {
      id: 'b-trial',
      item: 'Paid trial mornings',
      program: 'p-crew',
      kind: 'events',
      quantity: '40',
      unit: 'people',
      unitCost: '65.00',
    },
  ],
};
