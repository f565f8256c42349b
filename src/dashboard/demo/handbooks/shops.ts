import { type DemoCompany } from './company.js';

export const kestrelRow: DemoCompany = {
  name: 'Kestrel Row Bicycles',
  is: 'a workshop with four branches that repairs and lets bicycles to people who ride to work',
  problem:
    'In spring a repair takes eleven days, and one customer in five takes the bicycle away again before it is begun. In winter three of nine mechanics have nothing to do. Whoever asks in public when their bicycle is ready gets no answer: the workshop has no time to write.',
  looked:
    'All 286 public reviews and questions of two years, the waiting times that the four branches print on their doors, and the pages of five workshops in towns of the same size.',
  found: [
    'Of 286 contributions 121 ask when something is ready. Nine of them were answered.',
    'Riders who know their waiting time do not complain about it: of 40 reviews that name a time, 36 are content.',
    'Two competitors show free places for the week, and both are full in February.',
    'Eleven riders post how to repair small things themselves, and others thank them by name.',
  ],
  strengths: ['Mechanics who are known by name', 'Spare parts for bicycles of forty years'],
  weaknesses: ['Nobody knows today who brings what tomorrow', 'Questions in public stay open for weeks'],
  opportunities: ['Riders would come in February if they knew why', 'Eleven riders already teach others'],
  threats: [
    'A chain repairs within two days from autumn on',
    'Employers begin to lease bicycles with service',
  ],
  objectives: [
    [
      'Work moves from spring into winter',
      'Repairs from November to February, of all in a year',
      '18',
      '27',
      '%',
    ],
    [
      'Whoever brings a bicycle knows when it is ready',
      'Repairs that were ready on the promised day',
      '54',
      '90',
      '%',
    ],
    ['Nobody leaves because of waiting', 'Bicycles taken away before they were begun', '20', '8', '%'],
  ],
  choice: 'to publish every branch’s waiting time each morning, and to sell February before spring comes',
  reasons: `
The complaint is not the waiting. It is not knowing. A branch that says “eleven days” at eight in the morning loses the rider who can’t wait, and keeps the one who can. Today both stand at the counter, and one of them leaves angry.

So the first thing to publish is a number, and the second is a reason to come when the number is small. Riders who come in winter get their bicycle within two days and a place at one of the evenings on which the eleven teach what anybody can repair.`,
  leavesOut:
    'No advertising from March to May: it would bring people to a place that has no room for them. No discount either, as it would teach people to wait for the next one.',
  decision: 'to let each branch publish its waiting time at eight every morning, good or bad',
  programs: [
    [
      'Waiting times at eight',
      'customer-service',
      'Every morning each branch says how long a repair takes today. A question in public gets the day on which the bicycle is ready.',
      'Head of the workshops',
    ],
    [
      'February first',
      'sales',
      'Riders who bring their bicycle in winter choose the day themselves and have it back in two.',
      'Branch managers',
    ],
    [
      'Tuesday evenings',
      'human-resources',
      'Eleven riders and one mechanic show what can be repaired at home. Apprentices are found there, too.',
      'Youngest mechanic',
    ],
  ],
  actions: [
    [
      'Agree how a waiting time is counted, with all four branches',
      0,
      'Head of the workshops',
      '7 Jan',
      '18 Jan',
    ],
    [
      'Answer the open questions of the last three months',
      0,
      'Branch manager, Station branch',
      '21 Jan',
      '1 Feb',
    ],
    ['Write to everybody whose repair fell into spring', 1, 'Office', '21 Jan', '8 Feb'],
    ['Hold the first Tuesday evening', 2, 'Youngest mechanic', '5 Feb', '12 Feb'],
  ],
  presence: [
    [
      'Map page of each branch',
      'Branch manager; the head of the workshops on Saturdays',
      'Riders who look where to go now',
      'Waiting time of the day, and answers',
      'keep',
    ],
    [
      'Page on Plaza',
      'Office',
      'Riders who ask when it is ready',
      'Answers with a day, within four working hours',
      'keep',
    ],
    [
      'Film account of 2022',
      'Office, until the end of January',
      'Nobody since 2023',
      'Closed with a word where to ask',
      'close',
    ],
  ],
  people: [
    ['Head of the workshops', 0, 3, 46],
    ['Branch managers, four', 0, 4, 46],
    ['Youngest mechanic', 2, 3, 30],
  ],
  costs: [
    ['Hours of branch managers', 0, 'people', 184, 'hours', 34],
    ['Hours of the head', 0, 'people', 138, 'hours', 41],
    ['Board with the waiting time, four branches', 0, 'tools', 4, 'boards', 260],
    ['Letters to riders of last spring', 1, 'content', 1400, 'letters', 1],
    ['Evenings with tools and tea', 2, 'events', 24, 'evenings', 95],
  ],
  benefits: [
    [
      'Repairs that move into winter',
      1,
      180,
      420,
      610,
      48,
      'Derived: nine points of 4,700 repairs a year. Margin from the branch list.',
    ],
    [
      'Bicycles that are not taken away again',
      0,
      90,
      240,
      330,
      52,
      'Guessed: half of those who leave today would stay if they knew the day.',
    ],
  ],
  measures: [
    ['Repairs ready on the promised day', 1, 'Order book, Mondays', 'weekly', 'Head of the workshops'],
    ['Repairs from November to February, of all', 0, 'Order book', 'monthly', 'Managing director'],
    ['Bicycles taken away before they were begun', 2, 'Order book', 'weekly', 'Branch managers'],
  ],
  sources: [
    ['Map pages of the four branches', 'kestrel-row/reviews', '286 contributions of two years'],
    ['Waiting times printed on the doors', 'kestrel-row/doors', 'Photographed on ten mornings'],
    ['Pages of five other workshops', 'workshops/compared', 'Free places by week'],
  ],
};

export const quaysideOpticians: DemoCompany = {
  name: 'Quayside Opticians',
  is: 'a family firm with five shops that tests eyes and makes spectacles in its own workshop',
  problem:
    'Of 100 people who have their eyes tested 41 buy their spectacles elsewhere, mostly from shops on the internet that are cheaper by half. The firm answers with advertisements for frames, which cost €62,000 a year and bring people who compare prices.',
  looked:
    'All 512 reviews of the five shops, the 60 questions that people asked in three groups for parents and for pensioners, and the pages of two shops on the internet.',
  found: [
    'Every third review names a person, and hardly any names a frame.',
    'In the groups people ask what a prescription means: 44 of 60 questions, most of them unanswered.',
    'Spectacles from the internet that do not fit are brought to the firm to be bent. It does that for nothing, and nobody knows.',
    'Parents ask for a test before school begins, and for none later.',
  ],
  strengths: ['A workshop of its own, with repairs on the same day', 'Opticians who stay for twenty years'],
  weaknesses: [
    'What a test finds is explained in two minutes',
    'Nobody answers in the groups where people ask',
  ],
  opportunities: [
    'People ask in public what their prescription means',
    'Children are tested in one month of the year',
  ],
  threats: [
    'Tests are sold by a chain for the price of a coffee',
    'Lenses get dearer with the dollar by 6 % a year',
  ],
  objectives: [
    ['People who are tested stay', 'Spectacles bought within 60 days of a test', '59', '70', '%'],
    [
      'Whoever asks what a finding means gets an answer',
      'Questions in three groups that an optician answered',
      '2',
      '60',
      '%',
    ],
    ['Tests are spread over the year', 'Children tested outside August and September', '31', '55', '%'],
  ],
  choice: 'to explain prescriptions in public, and to stop advertising frames for a year',
  reasons: `
Nobody buys spectacles from the firm because of a frame. They buy because somebody whom they remember has told them what is wrong with their eyes. That conversation takes two minutes today and happens behind a curtain.

The groups show that people want it longer, and are ready to have it in public. An optician who answers there what a cylinder is, without asking anybody in, does what no shop on the internet can. Whoever has been answered comes for the test, and whoever comes for the test by that way stays more often: of 14 reviews that tell it so, 12 bought here.`,
  leavesOut:
    'No advertisements for frames for a year, no price comparison, and no answers about diseases: those go to a doctor, and we say so.',
  decision: 'to move €40,000 from advertisements to the working time of three opticians',
  programs: [
    [
      'What does this mean?',
      'customer-service',
      'Three opticians answer in the groups, with their names, in words that need no drawing. They never invite anybody.',
      'Senior optician',
    ],
    [
      'The longer test',
      'product-management',
      'Ten minutes more, in which one sees on a screen what was measured, and takes it home on paper.',
      'Shop managers',
    ],
    [
      'Birthday tests',
      'sales',
      'Parents are asked once which month suits them; the child’s birthday is proposed.',
      'Office',
    ],
  ],
  actions: [
    ['Write down what is answered and what a doctor has to answer', 0, 'Senior optician', '7 Jan', '25 Jan'],
    ['Ask the three groups whether we may answer', 0, 'Senior optician', '28 Jan', '8 Feb'],
    ['Try the longer test in one shop', 1, 'Shop manager, Harbour', '1 Feb', '29 Mar'],
    ['Ask parents for their month', 2, 'Office', '4 Mar', '28 Mar'],
  ],
  presence: [
    [
      'Group for parents on Plaza',
      'Senior optician, as a guest',
      'Parents of children from four to ten',
      'Answers to what was asked, nothing else',
      'open',
    ],
    [
      'Map pages of the shops',
      'Shop managers',
      'People who look where to go',
      'Thanks, and answers to complaints within a day',
      'keep',
    ],
    [
      'Account with pictures of frames',
      'Marketing, until June',
      'People who compare frames',
      'Rests for the year of the trial',
      'leave',
    ],
  ],
  people: [
    ['Three opticians', 0, 9, 44],
    ['Shop managers, five', 1, 5, 40],
    ['Office', 2, 2, 20],
  ],
  costs: [
    ['Opticians’ hours', 0, 'people', 396, 'hours', 46],
    ['Hours of the shops for longer tests', 1, 'people', 200, 'hours', 38],
    ['Screens beside the chair', 1, 'tools', 5, 'screens', 720],
    ['Training, one day', 1, 'training', 11, 'people', 180],
    ['Letters to parents', 2, 'content', 2100, 'letters', 1],
  ],
  benefits: [
    [
      'Spectacles that are bought here after a test',
      1,
      110,
      340,
      460,
      118,
      'Derived: eleven points of 3,100 tests; margin from the yearly statement of the guild.',
    ],
    [
      'Advertisements for frames that rest',
      0,
      62000,
      62000,
      62000,
      1,
      'Found: published by the firm itself in its application for a prize.',
    ],
    [
      'Children who come outside September',
      2,
      40,
      130,
      210,
      34,
      'Guessed from free hours in the calendar of one shop.',
    ],
  ],
  measures: [
    ['Spectacles bought within 60 days of a test', 0, 'Shop system', 'monthly', 'Managing director'],
    [
      'Questions answered, of all that were asked',
      1,
      'Counted by hand on Fridays',
      'weekly',
      'Senior optician',
    ],
    ['Children tested, by month', 2, 'Calendar', 'quarterly', 'Office'],
  ],
  sources: [
    ['Reviews of the five shops', 'quayside/reviews', '512 contributions, three years'],
    ['Three groups on Plaza', 'groups/asked', '60 questions within eight weeks'],
    ['Yearly statement of the guild', 'guild/figures', 'Margins and returns'],
  ],
};
