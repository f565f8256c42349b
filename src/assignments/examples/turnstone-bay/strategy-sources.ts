import { type ExampleSection } from '../example-handbook.js';

/** Turnstone Bay's strategy: the source register. */

export const sources: ExampleSection = {
  prose: `
Turnstone Bay, St Averil, its other hotels, networks, agencies and offices are fictional, and so are these sources. In a real handbook each line could be looked up.

Only public information was used. A note says whether a statement was *found*, *counted* by us, *derived* or *guessed*, and what weight it bears. Private persons are counted, never named. Pages that may change were saved in a web archive on the day given.
`,
  rows: [
    {
      id: 's-01',
      source: 'S1 Turnstone Bay Holdings: report to noteholders for 2025',
      address: 'https://registry.averil.example/filings/turnstone-bay-2025',
      seen: '2 Nov 2026',
      note: 'Found, audited, high. 18,200 nights, 3,500 stays, channels since 2022, markets, cancellations, claims, treatments, restaurant. Commission $304,000 at 18 % on 5,278 nights makes a rate of $320 (derived).',
    },
    {
      id: 's-02',
      source: 'S2 Prospectus of the notes of 2024',
      address: 'https://registry.averil.example/filings/turnstone-bay-notes-2024',
      seen: '2 Nov 2026',
      note: 'Found, high: the directors are liable. Goal of 35 % (p. 14); no lower public prices (p. 31).',
    },
    {
      id: 's-03',
      source: 'S3 Chair’s address to the hotel association, May 2026',
      address: 'https://hotelassociation.example/annual-meeting-2026/addresses',
      seen: '3 Nov 2026',
      note: 'Found, low: five stars by 2030, “a discount for those who ring us”. It cost nothing to say.',
    },
    {
      id: 's-04',
      source: 'S4 The hotel’s job advertisements, November 2025 to October 2026',
      address: 'https://jobs.averil.example/employers/turnstone-bay',
      seen: '4 Nov 2026',
      note: 'Found, medium: 26 vacancies, 15 with an agency’s number; wages; the contractor’s end in June. Some may be missing.',
    },
    {
      id: 's-05',
      source: 'S5 The hotel’s own site: home page, terms and price list 2026/27',
      address: 'https://turnstonebay.example/rates',
      seen: '2 Nov 2026',
      note: 'Found: high for terms and prices ($240 from June to November, treatment $110), low for “four in ten return”.',
    },
    {
      id: 's-06',
      source: 'S6 Our sample of 60 contributions, with rules and table',
      address: 'https://stayedthere.example/turnstone-bay',
      seen: '5 Nov 2026',
      note: 'Counted, medium. 36 of the 60 are accounts of a stay. The other places are those of S7, S8 and S14.',
    },
    {
      id: 's-07',
      source: 'S7 Our count of 41 questions with 118 answers, and of twelve weeks',
      address: 'https://averil-forum.example/turnstone-bay',
      seen: '6 Nov 2026',
      note: 'Counted, medium: 288 questions, 132 reviews to 9 August. Two public names may be one person.',
    },
    {
      id: 's-08',
      source: 'S8 The hotel’s page on Plaza, 14 to 24 August 2026',
      address: 'https://plaza.example/turnstonebay',
      seen: '3 Nov 2026',
      note: 'Found, high: the network shows the minute. Deleted posts would be missing; two guests’ screenshots show none.',
    },
    {
      id: 's-09',
      source: 'S9 22 reviews by guests who stayed from 10 to 24 August 2026',
      address: 'https://stayedthere.example/turnstone-bay/reviews-august-2026',
      seen: '5 Nov 2026',
      note: 'Counted, medium: all of them, no sample. The content may have written less.',
    },
    {
      id: 's-10',
      source: 'S10 Weather office of St Averil: bulletins of August 2026',
      address: 'https://weather.averil.example/bulletins/2026-08',
      seen: '3 Nov 2026',
      note: 'Found, high. First bulletin 16 August, 14:10.',
    },
    {
      id: 's-11',
      source: 'S11 Halyard Point: page, storm terms, annual review',
      address: 'https://halyardpoint.example/storm-terms',
      seen: '6 Nov 2026',
      note: 'Counted like S7; terms found, high. 38 % direct is its own statement, low: a new site came in the same year.',
    },
    {
      id: 's-12',
      source: 'S12 Mangrove House: page and terms (PDF)',
      address: 'https://mangrovehouse.example/terms.pdf',
      seen: '6 Nov 2026',
      note: 'Counted like S7, medium; its transfers are a contractor’s.',
    },
    {
      id: 's-13',
      source: 'S13 Spa’s public booking page, 19 October to 1 November 2026',
      address: 'https://turnstonebay.example/spa/book',
      seen: '1 Nov 2026',
      note: 'Counted, medium: 171 of 252 morning and 66 of 336 afternoon hours taken. In 321 days 5,430 treatments; S1 has 5,300. Afternoons about 140 a month (derived).',
    },
    {
      id: 's-14',
      source: 'S14 Roomwise, agency: terms for partners, today and in 2019',
      address: 'https://roomwise.example/partners/terms',
      seen: '4 Nov 2026',
      note: 'Found, high: 18 %, in 2019 15 %; preferred tier three points more.',
    },
    {
      id: 's-15',
      source: 'S15 Price lists: booking system Keyrack, shared inbox Sorting Room',
      address: 'https://keyrack.example/prices',
      seen: '4 Nov 2026',
      note: 'Found, high: $6.00 a night, card 3 %, inbox $40 a seat. What the hotel negotiated is unknown.',
    },
    {
      id: 's-16',
      source: 'S16 Island Staff: tariff for employers',
      address: 'https://islandstaff.example/tariff',
      seen: '4 Nov 2026',
      note: 'Found, medium: a month’s wage for each post.',
    },
    {
      id: 's-17',
      source: 'S17 Department of Labour: wages order and registered agreements',
      address: 'https://labour.averil.example/wages-2026',
      seen: '4 Nov 2026',
      note: 'Found, high: employer’s 9 %, therapists’ share 30 %, the ferry company’s duty allowance of $210.',
    },
    {
      id: 's-18',
      source: 'S18 Hotel association: survey of operating costs 2025, free summary',
      address: 'https://hotelassociation.example/cost-survey-2025',
      seen: '4 Nov 2026',
      note: 'Found, medium: a room costs $58 to $71 a night (we take $62); 35 % of restaurant revenue remains, of $115 a night $40 (derived). The fifth displaced is guessed.',
    },
    {
      id: 's-19',
      source: 'S19 Longreef Holidays: terms for hotels and representatives',
      address: 'https://longreef.example/hotels/terms',
      seen: '5 Nov 2026',
      note: 'Found, high: notices within two hours. Whether it happens is not known.',
    },
    {
      id: 's-20',
      source: 'S20 St Averil tender bulletin, 2025 and 2026',
      address: 'https://tenders.averil.example/bulletin',
      seen: '5 Nov 2026',
      note: 'Found, medium: a status page for the harbour; photographers by the day.',
    },
  ],
};
