import { type HandbookText } from './handbook-text.js';

/** A handbook about a company that does not exist, for the demo. */
export const harbourLane: HandbookText = {
  'executive-brief': `
Harbour Lane Roasters is a fictional company, made up for this demo.

Harbour Lane sells coffee by subscription to 8,400 households and has lost 11 % of them in a year, which are 924. The reasons that customers give in public are late parcels and nobody who answers. Competitors answer within a day.

We recommend to win back trust where customers already speak: an answering service with a promise of four working hours, and a monthly tasting that subscribers lead themselves.

It costs €41,000 in the first year and is expected to bring €50,148. It pays for itself when 211 of the 924 households stay; we expect 336, which is a loss of 7 instead of 11 %.

We ask for one decision: to move 0.8 of a position from advertising to service, from January.`,
  goal: {
    prose: `
The goal is to keep subscribers, not to find new ones.

Social media is a way there because nine of ten complaints that we found were first said in public, and stayed without an answer.`,
    rows: [
      {
        id: 'o-stay',
        objective: 'Households that subscribe stay',
        metric: 'Households that leave within twelve months',
        baseline: '11',
        target: '7',
        unit: '%',
        by: '31 Dec 2027',
      },
      {
        id: 'o-answers',
        objective: 'Whoever asks in public gets an answer while it still helps',
        metric: 'Public questions answered within four working hours',
        baseline: '6',
        target: '80',
        unit: '%',
        by: '30 Jun 2027',
      },
      {
        id: 'o-parcels',
        objective: 'Nobody waits for a parcel without knowing why',
        metric: 'Late parcels that were announced before they were late',
        baseline: '0',
        target: '90',
        unit: '%',
        by: '30 Jun 2027',
      },
    ],
  },
  research: `
### What was looked at

All public reviews, posts and questions that named the company between January and June, 412 in total, and the public pages of four competitors.

### What was found

- 38 % are about delivery, 21 % about unanswered questions, 17 % about taste.
- The median answer of the competitors takes 19 hours; Harbour Lane answered 6 % at all.
- Twelve customers post tasting notes every week without being asked. Together they have answered 140 questions of others.`,
  swot: {
    swot: {
      strengths: [
        'Roasting days are printed on each bag, and customers praise it',
        'Twelve customers who answer others without being asked',
      ],
      weaknesses: ['94 % of public questions stay unanswered', 'Parcels leave on two days a week only'],
      opportunities: [
        'Competitors answer politely, but cannot say when a parcel comes',
        'Home tastings are shown and asked for in public',
      ],
      threats: ['Two supermarkets begin to sell by subscription', 'Postage rises in March'],
    },
  },
  strategy: `
Answer first, in public, within four working hours, with a fact that only we know: where the parcel is and when it was roasted.

Then give the twelve who already help a role: they lead a tasting each month, with beans a week before everybody else.

We leave out paid reach for one year. It would bring people to a place where nobody answers.`,
  programs: {
    prose: 'Three programs, three functions. The first carries the strategy, and the others keep it honest.',
    rows: [
      {
        id: 'p-desk',
        program: 'Answering desk',
        serves: 'customer-service',
        objective: 'o-answers',
        purpose:
          'Every public question gets an answer and, where needed, a parcel number. Whoever asks comes back because it was right.',
        lead: 'Head of service',
      },
      {
        id: 'p-circle',
        program: 'Tasting circle',
        serves: 'product-management',
        objective: 'o-stay',
        purpose:
          'Twelve hosts, one tasting a month. Their notes go to the roaster, and he says what he changed.',
        lead: 'Roaster',
      },
      {
        id: 'p-calendar',
        program: 'Delivery calendar',
        serves: 'logistics',
        objective: 'o-parcels',
        purpose: 'Roasting and parcel days are public, and a late parcel is announced before noon.',
        lead: 'Head of logistics',
      },
    ],
  },
  actions: {
    fields: { planFrom: '4 Jan 2027', planTo: '31 Dec 2027' },
    rows: [
      {
        id: 'a-roster',
        action: 'Agree the roster of the answering desk, and its deputy',
        program: 'p-desk',
        owner: 'Head of service',
        from: '4 Jan 2027',
        to: '15 Jan 2027',
      },
      {
        id: 'a-backlog',
        action: 'Answer the open questions of the last three months',
        program: 'p-desk',
        owner: 'Head of service',
        from: '18 Jan 2027',
        to: '29 Jan 2027',
      },
      {
        id: 'a-sets',
        action: 'Send the first tasting sets to the twelve hosts',
        program: 'p-circle',
        owner: 'Roaster',
        from: '18 Jan 2027',
        to: '1 Feb 2027',
      },
      {
        id: 'a-calendar',
        action: 'Put roasting and parcel days on the public page',
        program: 'p-calendar',
        owner: 'Head of logistics',
        from: '1 Feb 2027',
        to: '1 Mar 2027',
      },
    ],
  },
  presence: {
    prose:
      'Two places stay, and two sleeping accounts are closed. Whatever concerns safety goes to the head of service.',
    rows: [
      {
        id: 'w-page',
        platform: 'Company page on Plaza',
        address: 'https://plaza.example/harbour-lane',
        owner: 'Head of service; the duty desk at weekends',
        audience: 'Subscribers who have a question',
        purpose: 'Answering desk: a question gets a fact within four working hours.',
        decision: 'keep',
      },
      {
        id: 'w-group',
        platform: 'Tasting group, opened by a subscriber',
        address: 'https://plaza.example/groups/harbour-lane-tasting',
        owner: 'Roaster, as a guest of the group',
        audience: 'Subscribers who like to talk about coffee',
        purpose: 'Tasting circle: dates, notes, and what became of them.',
        decision: 'keep',
      },
      {
        id: 'w-pictures',
        platform: 'Picture account of 2023',
        address: 'https://shutter.example/harbour-lane',
        owner: 'Head of service, until 29 January',
        decision: 'close',
      },
      {
        id: 'w-shop',
        platform: 'Page of the shop that was closed',
        address: 'https://plaza.example/harbour-lane-shop',
        owner: 'Head of service, until 29 January',
        decision: 'close',
      },
    ],
  },
  resources: {
    prose: `
The hour that can’t be replaced is the roaster’s: there is one, and in spring he travels. From March the head of service may open a tasting in his place.

Everybody at the desk is trained on one afternoon.`,
    rows: [
      {
        id: 'r-service',
        resource: '0.8 of a position in service',
        kind: 'people',
        origin: 'in-house',
        program: 'p-desk',
        hoursPerWeek: '31.2',
        weeks: '46',
      },
      {
        id: 'r-roaster',
        resource: 'Roaster',
        kind: 'people',
        origin: 'in-house',
        program: 'p-circle',
        hoursPerWeek: '3',
        weeks: '45',
      },
      {
        id: 'r-logistics',
        resource: 'Dispatcher on duty',
        kind: 'people',
        origin: 'in-house',
        program: 'p-calendar',
        hoursPerWeek: '1',
        weeks: '40',
      },
      { id: 'r-inbox', resource: 'Shared inbox', kind: 'tool', origin: 'bought', program: 'p-desk' },
    ],
  },
  budget: {
    fields: { currency: 'EUR', period: 'January to December 2027' },
    prose:
      '€41,000 in the first year. Of this, €35,640 is working time of people who are employed already, and €5,360 leaves the company.',
    rows: [
      {
        id: 'b-service',
        item: 'Position in service, by share',
        program: 'p-desk',
        kind: 'people',
        quantity: '0.8',
        unit: 'positions',
        unitCost: '39,000.00',
      },
      {
        id: 'b-inbox',
        item: 'Shared inbox',
        program: 'p-desk',
        kind: 'tools',
        quantity: '12',
        unit: 'months',
        unitCost: '150.00',
      },
      {
        id: 'b-training',
        item: 'Training on one afternoon',
        program: 'p-desk',
        kind: 'training',
        quantity: '6',
        unit: 'people',
        unitCost: '100.00',
      },
      {
        id: 'b-sets',
        item: 'Tasting sets, twelve a month',
        program: 'p-circle',
        kind: 'content',
        quantity: '144',
        unit: 'sets',
        unitCost: '15.00',
      },
      {
        id: 'b-roaster',
        item: 'Roaster’s hours',
        program: 'p-circle',
        kind: 'people',
        quantity: '135',
        unit: 'hours',
        unitCost: '24.00',
      },
      {
        id: 'b-dispatcher',
        item: 'Dispatcher’s hours',
        program: 'p-calendar',
        kind: 'people',
        quantity: '40',
        unit: 'hours',
        unitCost: '30.00',
      },
      {
        id: 'b-page',
        item: 'Calendar on the public page',
        program: 'p-calendar',
        kind: 'tools',
        quantity: '1',
        unit: 'page',
        unitCost: '800.00',
      },
    ],
  },
  reporting: {
    prose: 'Below 80 % for two weeks, a second person joins the roster.',
    rows: [
      {
        id: 'm-answers',
        measure: 'Public questions answered within four working hours, including those never answered',
        objective: 'o-answers',
        source: 'Shared inbox, Mondays at 9:00',
        rhythm: 'weekly',
        actor: 'Head of service',
      },
      {
        id: 'm-stay',
        measure:
          'Households that have left within twelve months, of those that subscribed at their beginning',
        objective: 'o-stay',
        source: 'Shop',
        rhythm: 'monthly',
        actor: 'Managing director',
      },
      {
        id: 'm-parcels',
        measure: 'Parcels that came late and had been announced before noon, of all that came late',
        objective: 'o-parcels',
        source: 'Carrier’s list against the calendar',
        rhythm: 'weekly',
        actor: 'Head of logistics',
      },
    ],
  },
  roi: {
    fields: { overrun: '10' },
    prose: `
A subscriber brings €146 of margin a year. 11 % of 8,400 households are 924; at 7 % there are 336 fewer who leave. They would have left at different times of the year, so each counts for half of it within the first: €73.

We expect €50,148 for €41,000, a return of 22 %; in the low case, with costs 10 % higher, it is −54 %, in the high case 52 %. Stop the tasting circle if by the end of June fewer than 30 households have stayed who would have left.`,
    rows: [
      {
        id: 'v-stay',
        benefit: 'Households that stay because they are answered',
        program: 'p-desk',
        low: '90',
        expected: '236',
        high: '300',
        value: '73.00',
        assumption:
          'Derived: four points of 8,400 are 336, less those of the tasting circle. Half a year’s margin each.',
      },
      {
        id: 'v-hosts',
        benefit: 'Households that stay with a host',
        program: 'p-circle',
        low: '50',
        expected: '100',
        high: '120',
        value: '73.00',
        assumption: 'Guessed: of 144 places at tastings, two in three go to households that would have left.',
      },
      {
        id: 'v-contacts',
        benefit: 'Second questions that need not be asked',
        program: 'p-desk',
        low: '2,000',
        expected: '5,000',
        high: '6,000',
        value: '4.20',
        assumption: 'Guessed from an advertisement for service staff; service will know.',
      },
      {
        id: 'v-parcels',
        benefit: 'Parcels that are not sent twice',
        program: 'p-calendar',
        low: '200',
        expected: '420',
        high: '600',
        value: '11.00',
        assumption:
          'Found: 38 % of what is said is about delivery. Guessed: one in four of them asks for a new parcel.',
      },
    ],
  },
  sources: {
    rows: [
      {
        id: 's-page',
        source: 'Company page and shop, fictional',
        address: 'https://harbour-lane.example',
        seen: '3 Jun 2026',
        note: 'Questions and answers, roasting days',
      },
      {
        id: 's-reviews',
        source: 'Public reviews on two portals, fictional',
        address: 'https://reviews.example/harbour-lane',
        seen: '9 Jun 2026',
        note: '412 contributions, January to June',
      },
      {
        id: 's-association',
        source: 'Annual figures of the trade association, fictional',
        address: 'https://association.example/coffee/2025',
        seen: '11 Jun 2026',
        note: 'Margin of a subscription',
      },
    ],
  },
};
