import { type DemoCompany } from './company.js';

export const vellanoTiles: DemoCompany = {
  name: 'Vellano Tiles',
  is: 'a maker of floor tiles with 46 employees that sells to architects and to people who restore old houses',
  problem:
    'Seven of ten samples that are sent out come to nothing, and each costs €23 with the post. Architects say in public that they like the tiles and don’t know whether they can be delivered; the answer lies with one person, who answers in the order of arrival.',
  looked:
    'The 140 questions that architects and owners asked below pictures of floors, the sample list of one year, which the company has published, and the delivery promises of six other makers.',
  found: [
    'Of 140 questions 83 ask how many square metres can be had by when.',
    'Projects that name Vellano in a specification are decided within 19 days; an answer takes 16.',
    'Owners show how a floor has aged after ten years. These pictures are shared eight times as often as new ones.',
    'Four of six other makers publish what lies in store.',
  ],
  strengths: ['Every colour can be made again after thirty years', 'Floors that are shown by owners unasked'],
  weaknesses: ['One person knows what can be delivered', 'Samples are sent without asking what they are for'],
  opportunities: [
    'Architects ask in public, and read each other’s answers',
    'Old floors are the best advertisement and free',
  ],
  threats: [
    'Printed tiles look the same on a screen',
    'Gas has become dearer by 40 %, and prices change twice a year',
  ],
  objectives: [
    ['Samples lead to floors', 'Samples that end in an order within a year', '30', '42', '%'],
    [
      'Architects know in time whether it can be done',
      'Questions about quantity answered within two working days',
      '12',
      '90',
      '%',
    ],
    [
      'Owners speak for us',
      'Floors older than ten years that are shown with their owner',
      '9',
      '60',
      'floors',
    ],
  ],
  choice: 'to publish what can be delivered by when, each Monday, and to let old floors speak',
  reasons: `
An architect who has to name a tile on Thursday does not wait for sixteen days. The tile is not rejected; it is replaced by one that has a number behind it. So the cheapest thing that the company can do for its sales is a list: colour, square metres, week.

The second finding is that nobody shares a new floor, and everybody shares an old one. The company has 30 years of floors, and their owners are proud of them. They need to be asked.`,
  leavesOut:
    'No fair next year, although the sales manager will miss it: it costs as much as everything proposed here. No samples without a question about the house.',
  decision: 'to publish the delivery list every Monday, and to give up the fair in March',
  programs: [
    [
      'The Monday list',
      'logistics',
      'Every colour with the square metres that can be had and the week. Questions are answered from it by whoever is there.',
      'Head of production',
    ],
    [
      'Floors after ten years',
      'communications',
      'Owners show their floor and say how they clean it. They get two tiles of the first batch of their colour.',
      'Daughter of the founder',
    ],
    [
      'A sample with a question',
      'sales',
      'Whoever wants a sample says for which house. The answer comes with the sample, and a call after two weeks.',
      'Sales office',
    ],
  ],
  actions: [
    ['Count what lies in store, and agree who counts', 0, 'Head of production', '7 Jan', '25 Jan'],
    ['Publish the list for the first time', 0, 'Head of production', '28 Jan', '28 Jan'],
    ['Ask 40 owners of old floors', 1, 'Daughter of the founder', '4 Feb', '15 Mar'],
    ['Change the form for samples', 2, 'Sales office', '11 Feb', '22 Feb'],
  ],
  presence: [
    [
      'Forum of architects',
      'Head of production, with his name',
      'Architects in the week before a specification',
      'Quantities and weeks, nothing else',
      'open',
    ],
    [
      'Picture page on Shutter',
      'Daughter of the founder',
      'Owners of old houses',
      'Floors after ten years',
      'keep',
    ],
    [
      'Company news on Plaza',
      'Sales office, until February',
      'Employees and competitors',
      'Ends with a link to the list',
      'close',
    ],
  ],
  people: [
    ['Head of production', 0, 3, 47],
    ['Daughter of the founder', 1, 6, 40],
    ['Sales office', 2, 4, 45],
  ],
  costs: [
    ['Hours of production', 0, 'people', 141, 'hours', 44],
    ['Hours of the sales office', 2, 'people', 180, 'hours', 32],
    ['Photographs of 30 floors', 1, 'content', 30, 'floors', 290],
    ['Tiles for owners', 1, 'other', 60, 'tiles', 9],
    ['Change of the shop system', 0, 'tools', 1, 'change', 3800],
  ],
  benefits: [
    [
      'Orders that an answer in time brings',
      0,
      6,
      16,
      24,
      1650,
      'Derived: of 83 questions a year one in five is decided meanwhile; margin of a floor of 60 m².',
    ],
    ['Samples that need not be sent', 2, 200, 420, 600, 23, 'Found: €23 a sample in the published list.'],
    [
      'The fair that is given up',
      1,
      21000,
      21000,
      21000,
      1,
      'Found: booth and travel in last year’s statement.',
    ],
  ],
  measures: [
    ['Samples that ended in an order, by month of sending', 0, 'Order book', 'monthly', 'Sales office'],
    ['Questions answered within two working days', 1, 'Shared inbox', 'weekly', 'Head of production'],
    ['Old floors shown', 2, 'Picture page', 'quarterly', 'Daughter of the founder'],
  ],
  sources: [
    ['Questions below pictures of floors', 'vellano/asked', '140 questions of twelve months'],
    ['Sample list of the company', 'vellano/samples', 'Published with the yearly statement'],
    ['Delivery pages of six makers', 'makers/compared', 'What lies in store'],
  ],
};

export const marrowAndFinch: DemoCompany = {
  name: 'Marrow & Finch',
  is: 'a mail-order house for vegetable seeds with 310 kinds and 22 employees',
  problem:
    'Each spring 2,600 orders come in one fortnight, and 9 % of customers write that something did not come up. The firm replaces the seeds without asking, which costs €31,000, and learns nothing about why.',
  looked:
    'The 700 public comments of one season below the growing guides, 90 complaints that customers had posted with pictures, and the guides of three competitors.',
  found: [
    'Of 90 complaints with pictures 61 show seeds that were sown too deep or too early.',
    'Other customers had said so below 38 of them, mostly within the hour and always politely.',
    'The guides give one date for the whole country; springs differ by five weeks.',
    'Competitors answer with a voucher, and get the same question next year.',
  ],
  strengths: ['310 kinds, of which 80 nobody else has', 'Customers who answer others within the hour'],
  weaknesses: ['Guides with one date for every region', 'What is replaced is counted in euros, not in kinds'],
  opportunities: [
    'Gardeners like to tell when their soil is warm',
    'A season begins five weeks later in the north',
  ],
  threats: ['Two dry springs in a row', 'Seeds of supermarkets cost a third'],
  objectives: [
    ['More of what is sown comes up', 'Orders with a complaint in spring', '9', '5', '%'],
    [
      'Orders spread over the season',
      'Orders in the busiest fortnight, of all from January to May',
      '46',
      '35',
      '%',
    ],
    ['We learn from what fails', 'Complaints with a known reason', '0', '80', '%'],
  ],
  choice: 'to let gardeners report when their soil is warm, and to send seeds when their region’s turn comes',
  reasons: `
Most seeds that fail were sown on the day that the guide names. The guide is right for one region and wrong for six. The firm can’t stand in 2,600 gardens with a thermometer, and its customers already do.

If 150 of them report on Sunday what they measured, a map says on Monday where it is time for beans. Whoever orders is told: yours leave in two weeks. That spreads the fortnight, and it is the first thing about this firm that a supermarket can’t copy.`,
  leavesOut:
    'No vouchers. No new kinds this year. No answer to the question which seeds are the best, because it has none.',
  decision: 'to send seeds by region from March on, even if some customers get them later than they asked',
  programs: [
    [
      'Warm soil',
      'product-management',
      'Every Sunday 150 gardeners report a temperature, and on Monday a map says what can be sown where.',
      'Head of trials',
    ],
    [
      'Your turn',
      'logistics',
      'Orders leave when the region’s soil is warm. Customers see the week and can refuse it.',
      'Head of dispatch',
    ],
    [
      'Why it failed',
      'customer-service',
      'Whoever complains gets three questions and new seeds in any case; the answers change the guide.',
      'Customer service',
    ],
  ],
  actions: [
    ['Find 150 gardeners, at least 15 a region', 0, 'Head of trials', '7 Jan', '15 Feb'],
    ['Rewrite the guides of the twelve kinds that fail most', 2, 'Head of trials', '14 Jan', '1 Mar'],
    ['Tell customers about the week', 1, 'Head of dispatch', '18 Feb', '1 Mar'],
    ['Publish the first map', 0, 'Head of trials', '4 Mar', '4 Mar'],
  ],
  presence: [
    [
      'Growing guides with comments',
      'Head of trials; customer service in spring',
      'Customers who have sown',
      'Answers, and what was changed because of them',
      'keep',
    ],
    [
      'Map of warm soil',
      'Head of trials',
      'Gardeners before they sow',
      'What can be sown where this week',
      'open',
    ],
    [
      'Account on Shutter',
      'Marketing',
      'People who like pictures of vegetables',
      'Goes on with what customers send',
      'keep',
    ],
  ],
  people: [
    ['Head of trials', 0, 8, 20],
    ['Customer service', 2, 10, 12],
    ['Head of dispatch', 1, 3, 14],
  ],
  costs: [
    ['Hours of the head of trials', 0, 'people', 160, 'hours', 39],
    ['Hours of customer service', 2, 'people', 120, 'hours', 28],
    ['Thermometers', 0, 'tools', 150, 'thermometers', 11],
    ['Map on the website', 0, 'tools', 1, 'map', 4200],
    ['Extra parcels', 1, 'other', 700, 'parcels', 5],
  ],
  benefits: [
    [
      'Orders that need not be replaced',
      2,
      40,
      104,
      150,
      132,
      'Derived: four points of 2,600 orders; €31,000 for 234 of them today.',
    ],
    [
      'Hours of temporary staff that fall away',
      1,
      120,
      380,
      520,
      24,
      'Guessed from job advertisements of three springs.',
    ],
    [
      'Orders of customers who stay',
      0,
      90,
      210,
      340,
      21,
      'Guessed: one in four who complained did not order again.',
    ],
  ],
  measures: [
    ['Orders with a complaint, by kind and region', 0, 'Shop', 'weekly', 'Customer service'],
    ['Orders that left in the busiest fortnight', 1, 'Dispatch', 'once', 'Head of dispatch'],
    ['Complaints with a known reason', 2, 'Three questions', 'monthly', 'Head of trials'],
  ],
  sources: [
    ['Comments below the growing guides', 'marrow-finch/guides', '700 comments of one season'],
    ['Complaints with pictures', 'marrow-finch/pictures', '90, from March to June'],
    ['Guides of three competitors', 'seeds/compared', 'Dates and regions'],
  ],
};
