import { type DemoCompany } from './company.js';

export const oatfieldDairy: DemoCompany = {
  name: 'Oatfield Dairy',
  is: 'a dairy with 31 employees that brings milk in glass bottles to 5,200 doors',
  problem:
    'One bottle in seven never comes back, which costs €58,000 a year, and 14 % of households leave within their first three months. They say in public that they did not know how to pause: bottles stand before the door while they are away.',
  looked:
    'The 330 reviews and questions of eighteen months, the posts of a village group in which the round is discussed, and the terms of four other rounds.',
  found: [
    'Of 97 households that said why they left 58 could not pause, and 12 found the milk too dear.',
    'Questions are asked between nine and eleven in the evening; the telephone is answered until noon.',
    'In the village group neighbours tell each other who takes whose bottles. It works there: losses are a third.',
    'No other round says in public how many bottles it loses.',
  ],
  strengths: ['Drivers whom people know', 'Milk that is ten hours old'],
  weaknesses: ['Pausing takes a call before noon', 'Nobody answers in the evening, when people ask'],
  opportunities: ['Neighbours take care of bottles where they are asked', 'Losses can be told by street'],
  threats: ['Glass becomes dearer by 11 % a year', 'A supermarket begins to deliver before seven'],
  objectives: [
    ['New households stay', 'Households that leave within their first three months', '14', '8', '%'],
    ['Bottles come back', 'Bottles that do not come back', '14', '9', '%'],
    [
      'Whoever asks in the evening has an answer before the round',
      'Questions after 18:00 answered by 4:30',
      '3',
      '85',
      '%',
    ],
  ],
  choice: 'to answer in the evening, and to give every street a neighbour for its bottles',
  reasons: `
People leave a milk round for the same reason for which they joined it: it comes by itself. When it comes although nobody is there, it is a nuisance. A pause has to be as easy as the thought of it, and the thought comes in the evening.

The village group shows the other half. Where a neighbour is known to take the bottles, they come back. That costs nothing but asking, and a crate before one door of the street.`,
  leavesOut:
    'No deposit, which the owner has wanted for years: it would be fair, and every household that hesitates would leave. No price changes this year.',
  decision: 'to move one driver’s afternoon to the evening, four days a week',
  programs: [
    [
      'The evening line',
      'customer-service',
      'From seven to eleven somebody answers where people ask, and a pause holds from the next round on.',
      'Dispatcher',
    ],
    [
      'One crate a street',
      'logistics',
      'A neighbour keeps the street’s crate and gets a pound of butter a month. Losses are told by street.',
      'Head driver',
    ],
    [
      'The first five weeks',
      'sales',
      'New households get a word before each weekend: is anybody there?',
      'Office',
    ],
  ],
  actions: [
    ['Agree the evening with the drivers', 0, 'Dispatcher', '7 Jan', '18 Jan'],
    ['Ask for a neighbour in 40 streets', 1, 'Head driver', '21 Jan', '29 Mar'],
    ['Write the five messages', 2, 'Office', '14 Jan', '25 Jan'],
    ['Publish losses by street for the first time', 1, 'Head driver', '1 Apr', '5 Apr'],
  ],
  presence: [
    [
      'Village groups on Plaza',
      'Dispatcher, in the evening',
      'Households of a round',
      'Pauses, late rounds, crates',
      'keep',
    ],
    [
      'Page with losses by street',
      'Head driver',
      'Neighbours',
      'What came back last month, and thanks',
      'open',
    ],
    ['Account with recipes', 'Office, until March', 'People who do not live here', 'Closed', 'close'],
  ],
  people: [
    ['Dispatcher', 0, 16, 48],
    ['Head driver', 1, 4, 40],
    ['Office', 2, 2, 48],
  ],
  costs: [
    ['Evening hours', 0, 'people', 768, 'hours', 27],
    ['Crates', 1, 'tools', 210, 'crates', 14],
    ['Butter for neighbours', 1, 'other', 1900, 'pounds', 3],
    ['Messages', 2, 'content', 5, 'messages', 120],
  ],
  benefits: [
    [
      'Households that stay',
      0,
      60,
      150,
      210,
      104,
      'Derived: six points of 2,500 new households a year; margin of a household.',
    ],
    [
      'Bottles that come back',
      1,
      18000,
      43000,
      60000,
      1,
      'Found: €58,000 for one bottle in seven; a third less, as in the village.',
    ],
  ],
  measures: [
    ['Households that left, by week since they joined', 0, 'Round book', 'weekly', 'Office'],
    ['Bottles out and back, by street', 1, 'Count at the wash', 'monthly', 'Head driver'],
    ['Questions after 18:00 with an answer by 4:30', 2, 'Groups', 'weekly', 'Dispatcher'],
  ],
  sources: [
    ['Reviews and questions', 'oatfield/reviews', '330 contributions of eighteen months'],
    ['Village group of Lower Oatfield', 'oatfield/village', 'Read with the group’s leave'],
    ['Terms of four rounds', 'rounds/compared', 'Pauses and deposits'],
  ],
};

export const pellStreet: DemoCompany = {
  name: 'Pell Street Theatre',
  is: 'a theatre with 380 seats and 150 evenings a year, supported by its town',
  problem:
    'On average 118 seats stay empty, most of them on Tuesdays and Wednesdays. People decide late: two thirds of tickets are sold in the last three days, when the theatre’s own messages have stopped. The town asks each year whether so large a house is needed.',
  looked:
    'The 450 public comments of a season, 70 conversations in which people asked others whether a play was worth it, and the calendars of three theatres.',
  found: [
    'Whoever asks whether a play is worth it is answered by somebody who was there in 51 of 70 cases.',
    'Not one answer came from the theatre, and none would have helped: people ask people.',
    'Comments of the first week are the best of a run, and nobody sees them in the third.',
    'Groups of four or more ask two weeks ahead whether they can sit together.',
  ],
  strengths: ['An ensemble that people stop in the street', 'Seats that are good everywhere but in two rows'],
  weaknesses: ['Messages end when a play opens', 'A group has to telephone'],
  opportunities: ['People who were there gladly say so', 'Tuesdays are wanted by those who start early'],
  threats: ['A cinema opens 400 metres away', 'The town’s support ends in two years'],
  objectives: [
    ['Fewer seats stay empty on weekdays', 'Seats sold on Tuesdays and Wednesdays', '58', '70', '%'],
    [
      'Who was there tells others',
      'Plays with ten comments of visitors in their second week',
      '2',
      '12',
      'plays',
    ],
    ['Groups come', 'Tickets sold in groups of four or more', '11', '18', '%'],
  ],
  choice: 'to speak after the first night rather than before it, with the words of those who were there',
  reasons: `
A theatre speaks until the curtain rises, and is silent when people make up their minds. It should be the other way round. What people want to know is whether it is worth an evening, and they believe only somebody who has spent one.

So each play gets ten visitors of the previews who say in two sentences for whom it is and for whom it is not. “Not for you if you need a happy end” has sold more tickets in these comments than any quotation of a critic.`,
  leavesOut: 'No posters outside the town. No discount in the last hour, which would teach people to wait.',
  decision: 'to publish what visitors say, also when they say for whom a play is not',
  programs: [
    [
      'Ten from the preview',
      'communications',
      'Ten visitors by lot say in two sentences for whom it is. Nobody chooses which ones are shown.',
      'Dramaturge',
    ],
    [
      'Tuesday at seven',
      'product-management',
      'On Tuesdays the play begins at seven and ends before ten; who has to rise early is named as the reason.',
      'Director of the house',
    ],
    [
      'Four together',
      'sales',
      'Groups see at once where four or more can sit, and hold the seats for three days.',
      'Box office',
    ],
  ],
  actions: [
    ['Draw the first ten, and ask for their leave', 0, 'Dramaturge', '14 Jan', '25 Jan'],
    ['Agree the earlier beginning with ensemble and bus', 1, 'Director of the house', '7 Jan', '22 Feb'],
    ['Let seats be held for three days', 2, 'Box office', '4 Feb', '15 Mar'],
    ['Publish what the first ten said', 0, 'Dramaturge', '28 Jan', '1 Feb'],
  ],
  presence: [
    [
      'Page of each play',
      'Dramaturge',
      'People who have three days left to decide',
      'Ten voices, and answers',
      'keep',
    ],
    [
      'Town group on Plaza',
      'Box office, as a guest',
      'People who ask others',
      'Seats for groups, changes of the evening',
      'open',
    ],
    ['Newsletter', 'Dramaturge', 'Regular visitors', 'The ten voices, in the second week', 'keep'],
  ],
  people: [
    ['Dramaturge', 0, 6, 40],
    ['Box office', 2, 4, 40],
    ['Director of the house', 1, 2, 12],
  ],
  costs: [
    ['Hours of the dramaturge', 0, 'people', 240, 'hours', 36],
    ['Hours of the box office', 2, 'people', 160, 'hours', 26],
    ['Change of the ticket system', 2, 'tools', 1, 'change', 5400],
    ['Tickets for those who were drawn', 0, 'other', 120, 'tickets', 14],
  ],
  benefits: [
    [
      'Seats on Tuesdays and Wednesdays',
      1,
      600,
      1450,
      2100,
      15,
      'Derived: twelve points of 380 seats on 40 evenings; average price less fees.',
    ],
    ['Tickets in groups', 2, 300, 900, 1400, 13, 'Guessed: half of the groups that asked and did not come.'],
  ],
  measures: [
    ['Seats sold, by day of the week', 0, 'Box office', 'weekly', 'Director of the house'],
    ['Voices published in a play’s second week', 1, 'Page of the play', 'once', 'Dramaturge'],
    ['Tickets in groups of four or more', 2, 'Box office', 'monthly', 'Box office'],
  ],
  sources: [
    ['Comments of a season', 'pell-street/comments', '450 contributions'],
    ['Conversations in the town group', 'pell-street/asked', '70, read with the group’s leave'],
    ['Calendars of three theatres', 'theatres/compared', 'Beginning, price, occupancy where published'],
  ],
};
