import { type ExampleSection } from '../example-handbook.js';

/** Where each fact comes from. Every address lies on a name that is reserved for examples. */

export const sources: ExampleSection = {
  prose: `
Tessmar, its rivals and all these sources are fictional; in a real handbook each address would open. All was found without an account. High, medium and low say what weight a source can bear.

**Guessed, and without a line:**

- G1 contribution of 34 % from shops
- G2 every third who asks names a shop, and one in five of those says yes
- G3 65 claims per 1,000 deliveries, €215 each
- G4 €14,000 for a dropped bar
- G5 agency surcharge of €4.20 an hour
- G6 prices and order values 14 % higher in 2029; contribution of €15 for an online order today
- G7 one message from each shop in five weeks
- G8 a price 18 % lower in supermarkets, one shop in ten lost
`,
  rows: [
    {
      id: 'q-report',
      source: 'S1 Annual report 2025, to the certificate holders',
      address: 'https://www.tessmar.example/report-2025.pdf',
      seen: '2026-09-07',
      note: 'Goal, channels, shops, online orders. High: lenders read it. Channels unaudited.',
    },
    {
      id: 'q-accounts',
      source: 'S2 Accounts for 2025, filed with the companies register',
      address: 'https://register.example/filings/tessmar-2025',
      seen: '2026-09-07',
      note: 'Confirms €9.40 million; 74 employees. High: audited.',
    },
    {
      id: 'q-interview',
      source: 'S3 Interview with Johanna Tessmar, Korb & Kelle, May 2026',
      address: 'https://korb-und-kelle.example/2026/05',
      seen: '2026-09-08',
      note: 'End of the agreement, cost of an online customer. Medium: near, but cheap to say.',
    },
    {
      id: 'q-home',
      source: 'S4 Home page, banner',
      address: 'https://www.tessmar.example/',
      seen: '2026-09-08',
      note: '“More than 600 fine shops”. Low: contradicts S1 and S5.',
    },
    {
      id: 'q-list',
      source: 'S5 Stockist list, 437 entries, and our check of 54',
      address: 'https://www.tessmar.example/shops',
      seen: '2026-09-19',
      note: 'Every eighth from the sixth. Medium: six undecided.',
    },
    {
      id: 'q-sample',
      source: 'S6 Sample of sixty contributions: protocol, rules, counts',
      address: 'https://notes.example/tessmar-sixty',
      seen: '2026-09-14',
      note: 'Medium: speaks only for those who write.',
    },
    {
      id: 'q-forty',
      source: 'S7 Latest 40 questions about three makers',
      address: 'https://notes.example/tessmar-forty',
      seen: '2026-09-16',
      note: 'Same places and days. High for the order, medium for the shares.',
    },
    {
      id: 'q-trade',
      source: 'S8 Forum of the delicatessen trade, 44 posts',
      address: 'https://deliforum.example/tessmar',
      seen: '2026-09-21',
      note: '31 give reasons. Medium: near, but few; the 40 calls test it.',
    },
    {
      id: 'q-service',
      source: 'S9 Job advertisements, customer service',
      address: 'https://www.tessmar.example/jobs/service',
      seen: '2026-09-08',
      note: '“Our four look after 420 messages and calls a week”; two temporary posts each autumn. Medium.',
    },
    {
      id: 'q-dispatch',
      source: 'S10 Job advertisement, dispatcher',
      address: 'https://www.tessmar.example/jobs/dispatcher',
      seen: '2026-09-08',
      note: '140 deliveries a week in summer; own drivers on three of five routes. Medium.',
    },
    {
      id: 'q-season',
      source: 'S11 Jobs page of 1 October 2025, in a public web archive',
      address: 'https://webarchive.example/tessmar/jobs',
      seen: '2026-09-09',
      note: '46 seasonal posts, 15 still open. Medium: pages are taken down late.',
    },
    {
      id: 'q-prices',
      source: 'S12 Price lists of 2022 to 2026, in the same archive',
      address: 'https://webarchive.example/tessmar/prices',
      seen: '2026-09-10',
      note: 'Twelve new bars, five soon gone; 26 today. High.',
    },
    {
      id: 'q-beanbar',
      source: 'S13 Bean & Bar: members, rules',
      address: 'https://beanandbar.example/rules',
      seen: '2026-09-15',
      note: 'Makers may answer, not advertise. High.',
    },
    {
      id: 'q-employer',
      source: 'S14 Employer reviews, 23 of 2023 to 2026',
      address: 'https://workplace.example/tessmar',
      seen: '2026-09-22',
      note: 'Nine of fourteen seasonal workers miss an introduction. Low: few.',
    },
    {
      id: 'q-weather',
      source: 'S15 Weather office, Rebenau, 2016 to 2025',
      address: 'https://weather.example/rebenau/hot-days',
      seen: '2026-09-11',
      note: 'Hot days. High: measured.',
    },
    {
      id: 'q-terms',
      source: 'S16 Terms for shops',
      address: 'https://www.tessmar.example/terms.pdf',
      seen: '2026-09-08',
      note: 'Minimum order, delivery days. High: it binds.',
    },
    {
      id: 'q-kolbach',
      source: 'S17 Kolbach, page “Find us”',
      address: 'https://kolbach.example/find-us',
      seen: '2026-09-16',
      note: 'High for the practice; says nothing on its effect.',
    },
    {
      id: 'q-boxes',
      source: 'S18 Prices of insulated boxes and loggers',
      address: 'https://coolpack.example/prices-2026',
      seen: '2026-10-05',
      note: 'At these quantities. High.',
    },
    {
      id: 'q-award',
      source: 'S19 Award of a town’s map of its shops, February 2026',
      address: 'https://tenders.example/2026/shop-map',
      seen: '2026-10-06',
      note: '€9,400 for something similar. Medium: one case.',
    },
    {
      id: 'q-salaries',
      source: 'S20 Advertised salaries in confectionery',
      address: 'https://jobs.example/salaries',
      seen: '2026-10-06',
      note: 'Hourly rates; €61,000 for a post in service with all costs. Medium.',
    },
  ],
};
