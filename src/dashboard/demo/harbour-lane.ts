import { type HandbookText } from './handbook-text.js';

/** A handbook about a company that does not exist, for the demo. */
export const harbourLane: HandbookText = {
  'executive-brief': `
    Harbour Lane Roasters is a fictional company, made up for this demo.
    Harbour Lane sells coffee by subscription to 8,400 households and has lost 11 % of them in a year. The reasons that customers give in public are late parcels and nobody who answers. Competitors answer within a day.
    We recommend to win back trust where customers already speak: an answering service with a promise of four working hours, and a monthly tasting that subscribers lead themselves.
    It costs 41,000 euros in the first year. If one subscriber in fifteen stays who would have left, it pays for itself; we expect one in nine.
    We ask for one decision: to move 0.8 of a position from advertising to service, from January.`,
  goal: `
    The goal is to keep subscribers, not to find new ones: by the end of next year no more than 7 % leave in twelve months.
    Social media is a way there because nine of ten complaints that we found were first said in public, and stayed without an answer.`,
  research: `
    # What was looked at
    All public reviews, posts and questions that named the company between January and June, 412 in total, and the public pages of four competitors.
    # What was found
    - 38 % are about delivery, 21 % about unanswered questions, 17 % about taste.
    - The median answer of the competitors takes 19 hours; Harbour Lane answered 6 % at all.
    - Twelve customers post tasting notes every week without being asked. Together they have answered 140 questions of others.`,
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
  strategy: `
    Answer first, in public, within four working hours, with a fact that only we know: where the parcel is and when it was roasted.
    Then give the twelve who already help a role: they lead a tasting each month, with beans a week before everybody else.
    We leave out paid reach for one year. It would bring people to a place where nobody answers.`,
  programs: `
    - Answering desk, for customer service: every public question gets an answer and, where needed, a parcel number.
    - Tasting circle, for product management: twelve hosts, one tasting a month, notes go to the roaster.
    - Delivery calendar, for logistics: roasting and parcel days are public.`,
  actions: `
    - Service lead: roster for the answering desk, 15 January.
    - Roaster: first tasting set to the twelve hosts, 1 February.
    - Logistics: delivery calendar on the public page, 1 March.`,
  presence: `
    The company page is owned by customer service and is for people who have a question. The tasting group is owned by the roaster and is for subscribers who like to talk about coffee. Two sleeping accounts are closed.`,
  resources: `
    0.8 of a position in service, four hours a week of the roaster, one shared inbox. Training on one afternoon.`,
  budget: `
    Answering desk 33,600 euros, tasting circle 5,400 euros, delivery calendar 2,000 euros: 41,000 euros in the first year.`,
  reporting: `
    - Share of questions answered within four working hours, from the shared inbox, weekly, to the head of service. Below 80 % for two weeks, a second person joins the roster.
    - Subscribers who leave within twelve months, from the shop, monthly, to the managing director.`,
  roi: `
    A subscriber brings 146 euros of margin a year. 11 % of 8,400 households are 924. If one in nine stays, 103 households stay and bring 15,000 euros in the first year and, at the same rate of loss, 47,000 over four. The low case is one in fifteen.`,
  sources: `
    - Company page and shop, fictional, seen 3 June.
    - Public reviews on two portals, fictional, seen 5 to 9 June.
    - Annual figures of the trade association, fictional, seen 11 June.`,
};
