import { type ExampleSection } from '../example-handbook.js';

/** Who does what and by when. */

export const actions: ExampleSection = {
  prose: `
**The test comes first.** The 40 calls cost some ten hours and decide whether three fifths of the budget are touched. Until 12 February nothing is ordered but the shared inbox; the half post is advertised and not yet given.

**The dangerous hour is the quality manager’s.** Each lasting answer is checked there before it is published. It is one hour a week of somebody who reports to nobody in the program, and in the two weeks before Easter, 28 March in 2027, nobody in a chocolate factory has an hour. So the twenty answers are checked by 12 March. A deputy may check bloom and storage; what concerns allergens waits, and the page says so.

**Heat sets the date of Cool route.** In ten years the first day above 30 °C in Rebenau came in the third week of May at the earliest (S15). Boxes that arrive in June are too late.

**The rest follows from these.** The finder is ordered after the shops have been asked, since their replies show what an entry has to hold. The shop desk starts when the twenty answers are public; it would otherwise spend April writing them. The shopkeepers’ room opens in seven of ten sales districts, drawn by lot. Until 4 October the other three are the comparison.

We name roles, as the company’s public pages name few persons.
`,
  fields: { planFrom: '2027-01-11', planTo: '2027-12-31' },
  rows: [
    {
      id: 'a-calls',
      action: 'Telephone 40 of the 122 shops that stopped, drawn by lot, with three fixed questions',
      program: 'p-finder',
      owner: 'Inside sales',
      from: '2027-01-11',
      to: '2027-02-12',
    },
    {
      id: 'a-keys',
      action: 'Take over the brand page and both keys to it',
      program: 'p-counter',
      owner: 'Head of customer service',
      from: '2027-01-11',
      to: '2027-01-29',
    },
    {
      id: 'a-confirm',
      action: 'Ask all 437 listed shops to confirm their entry, and take out those that have gone',
      program: 'p-finder',
      owner: 'Inside sales',
      from: '2027-01-18',
      to: '2027-02-26',
    },
    {
      id: 'a-count',
      action: 'Count two weeks of e-mails and calls by question',
      program: 'p-counter',
      owner: 'Customer service',
      from: '2027-02-01',
      to: '2027-02-12',
    },
    {
      id: 'a-video',
      action: 'Save the video account of 2024, point its followers to the brand page, close it',
      program: 'p-counter',
      owner: 'Marketing',
      from: '2027-02-01',
      to: '2027-02-26',
    },
    {
      id: 'a-check',
      action: 'Check the answers to the twenty most frequent questions',
      program: 'p-counter',
      owner: 'Quality manager',
      from: '2027-02-15',
      to: '2027-03-12',
    },
    {
      id: 'a-twenty',
      action: 'Publish the twenty answers, each at an address of its own',
      program: 'p-counter',
      owner: 'Customer service',
      from: '2027-03-15',
      to: '2027-03-25',
    },
    {
      id: 'a-desk',
      action: 'Start the shop desk with half a new post, and train six people to write short answers',
      program: 'p-counter',
      owner: 'Head of customer service',
      from: '2027-04-01',
      to: '2027-04-16',
    },
    {
      id: 'a-room',
      action: 'Open the shopkeepers’ room in seven districts, and on 4 October in the other three',
      program: 'p-counter',
      owner: 'Shop desk',
      from: '2027-04-19',
      to: '2027-10-08',
    },
    {
      id: 'a-finder',
      action: 'Order and test the new finder, with date of confirmation and field for suggestions',
      program: 'p-finder',
      owner: 'Head of sales',
      from: '2027-03-01',
      to: '2027-04-30',
    },
    {
      id: 'a-suggest',
      action: 'Answer every suggestion within two working days, and close each with a result',
      program: 'p-finder',
      owner: 'Inside sales',
      from: '2027-05-03',
      to: '2027-12-31',
    },
    {
      id: 'a-visits',
      action: 'Visit suggested shops that have said yes, with the first-order kit',
      program: 'p-finder',
      owner: 'Field sales',
      from: '2027-05-18',
      to: '2027-12-17',
    },
    {
      id: 'a-test',
      action: 'Test three packings in the climate chamber, and choose one',
      program: 'p-cool',
      owner: 'Head of logistics',
      from: '2027-02-15',
      to: '2027-04-16',
    },
    {
      id: 'a-boxes',
      action: 'Order 240 boxes and 60 loggers by 23 April, and show the drivers how to read them',
      program: 'p-cool',
      owner: 'Head of logistics',
      from: '2027-04-19',
      to: '2027-05-14',
    },
    {
      id: 'a-hot',
      action: 'Deliver cool on three routes, with a notice by 10:00 on the day before',
      program: 'p-cool',
      owner: 'Dispatcher',
      from: '2027-05-18',
      to: '2027-09-30',
    },
    {
      id: 'a-rule',
      action: 'Publish the rule for the bench and draw 30 shopkeepers and 30 customers',
      program: 'p-bench',
      owner: 'Product manager',
      from: '2027-03-01',
      to: '2027-04-09',
    },
    {
      id: 'a-rounds',
      action: 'Hold four rounds of tasting, each answered to all within ten days',
      program: 'p-bench',
      owner: 'Product manager',
      from: '2027-04-12',
      to: '2027-11-26',
    },
    {
      id: 'a-shift',
      action: 'Let three workers of last season describe a shift, and open the crew page with it',
      program: 'p-crew',
      owner: 'Production manager',
      from: '2027-06-01',
      to: '2027-06-30',
    },
    {
      id: 'a-trial',
      action: 'Hold four paid trial mornings for ten people each',
      program: 'p-crew',
      owner: 'Foreperson',
      from: '2027-07-03',
      to: '2027-08-28',
    },
    {
      id: 'a-gate',
      action: 'Show all programs beside their limits; the managing director ends what fails',
      program: 'p-counter',
      owner: 'Head of customer service',
      from: '2027-07-26',
      to: '2027-07-30',
    },
  ],
};
