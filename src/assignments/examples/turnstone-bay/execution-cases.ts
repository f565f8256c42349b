import { type ExampleSection } from '../example-handbook.js';

/** Turnstone Bay's execution handbook: what is answered and when it goes up (response, escalation). */

export const response: ExampleSection = {
  prose: `
The clock starts when a message is published and stops with the first answer by a person that moves the case. “We’ll look into it” stops nothing. It doesn’t pause at night, nor while the hotel is closed, because guests are in other time zones. A question asked again within 72 hours counts as late.

**In this order:** Is anybody in danger? Is it for us? Is a returning guest answering already? Then they go first, and we add only what the house alone can know. Does the answer commit the house to money or to a cause? Then the head of guest services says yes or no before it is written. Does it need a name or a room number? Then it moves to a private message, and one sentence without personal data comes back to where it began.

**An answer** repeats a detail, gives one next step, a time, a first name and, before a booking, the place to book. Sixty words are enough.

> **Asked on Plaza, in May.** “Thinking of June but everyone says the beach is full of weed then??”
>
> **The house, after two hours.** “Some mornings it is. Last June we raked on 17 days of 30, and by ten most of it was gone; on four days nobody swam in front of the house, and the launch took people round to Lee Cove. You can look at today’s beach, taken at eight, on our status page. June rooms can be held for two days: turnstonebay.example. Oriel, at the desk until nine”

> **Review, three stars.** “Told ‘sea view’, got a palm tree.”
>
> **The house.** “You’re right, 214 looks at a palm, and the picture didn’t show it. Since Tuesday it does, thanks to you, and the room is called ‘garden and some sea’. Claudette, sales”

**What we don’t answer:** two guests comparing us with Halyard Point; insults without a matter; anybody’s opinion about an employee, which goes to the HR manager; the same person a third time without news. We say once what would change the answer and leave the last word to them. It costs us some arguments that we would have won.

Everybody gets the same. The inbox doesn’t show how many followers somebody has.
`,
  rows: [
    {
      id: 'c-danger',
      case: 'Danger: somebody is hurt, ill, missing, or a fire',
      answeredBy: 'Duty manager; deputy: transport manager',
      firstAnswerHours: '0.25',
      solvedHours: '24',
      answer: 'What to do now, the number to ring, who is on the way. Nothing about causes.',
    },
    {
      id: 'c-storm',
      case: 'Storm: are we safe, do we travel, may we move the stay',
      answeredBy: 'Storm desk; deputy: duty manager',
      firstAnswerHours: '1',
      solvedHours: '24',
      answer:
        'The last word from the status page with its time, the free move in one sentence, the time of the next word.',
    },
    {
      id: 'c-now',
      case: 'A guest in the house writes that something is wrong now',
      answeredBy: 'Host on duty; deputy: duty manager',
      firstAnswerHours: '1',
      solvedHours: '4',
      answer: 'Somebody goes there first. The answer says who has gone, and later what was done.',
    },
    {
      id: 'c-before',
      case: 'Question before booking or travelling',
      answeredBy: 'A returning guest, or the host on duty',
      firstAnswerHours: '12',
      solvedHours: '24',
      answer:
        'The fact, also when it speaks against us; the link to a lasting answer; where to book or hold a room.',
    },
    {
      id: 'c-complaint',
      case: 'Complaint after a stay',
      answeredBy: 'Head of guest services; deputy: duty manager',
      firstAnswerHours: '12',
      solvedHours: '72',
      answer:
        'What we understood, what we offer or why we refuse, by when. One apology, if the fault is ours.',
    },
    {
      id: 'c-room',
      case: 'Room or grounds not as described',
      answeredBy: 'Host on duty with sales; deputy: sales manager',
      firstAnswerHours: '12',
      solvedHours: '120',
      answer:
        'Thanks, the corrected caption within five working days, and the day on which it was corrected.',
    },
    {
      id: 'c-review',
      case: 'Review without a question',
      answeredBy: 'Host on duty; deputy: head of guest services',
      firstAnswerHours: '72',
      solvedHours: '72',
      answer:
        'Only where a fact helps the next reader. Praise of an employee is passed on to them the same day.',
    },
    {
      id: 'c-free',
      case: 'Offer of posts for a free stay',
      answeredBy: 'Host on duty; deputy: guest communications lead',
      firstAnswerHours: '72',
      solvedHours: '72',
      answer: '“We don’t give stays for posts. You are welcome at the price that everybody pays.”',
    },
  ],
};

export const escalation: ExampleSection = {
  prose: `
A sign counts if two hosts who have never met would both see it. Whoever is called says *yes*, *no, this instead* or *I take over*. If nobody picks up within the time in the table, the host does what they proposed; so each call ends with “and if I don’t hear from you, I do this”. At least a third of the calls should turn out unnecessary. Fewer, and we are being told too little.

### A storm, run through with a clock

The drill of 24 May begins at the hour at which August’s storm began (S3).

| Time | What happens | Who |
| --- | --- | --- |
| Wed 14:10 | first bulletin | weather office |
| 14:30 | first word on the status page, pointed to from Plaza and the thread | duty manager |
| 15:00 | call of six, fifteen minutes; all planned pieces stop | general manager leads |
| 16:00 | reservations writes to arrivals of the next three days: the free move | revenue manager |
| 20:30 | second word, in three languages; Toronto confirms her key | transport manager |
| Thu 06:00 | storm desk opens with two hosts, from noon with one | head of guest services |
| 11:00 | last launch; whoever wants to leave has left | transport manager |
| 22:00 | storm desk closes; until six the page speaks, and the duty manager answers danger | duty manager |
| Fri 06:00 | “Everybody in the house is well”, if every door has been knocked at | duty manager |
| 09:00 | all-clear; what is open, who arrives when | transport manager |

On Thursday 160 cases are expected, and the roster has 22 host-hours for them, four people of whom nobody stays longer than six hours. **Roles:** the general manager leads and doesn’t write; the transport manager knows the facts and speaks to no journalist; the head of guest services has the words; the lead keeps the record, with times; the HR manager looks after staff and their families; the revenue manager moves stays. Each has a deputy who holds no other role that night.

> **Holding statement.** “A storm is forecast to pass St Averil on [day, hours]. All [number] guests in the house know. The launch runs until [time]. Whoever arrives by [day] can move their stay free of charge: [link]. We write here again at [time], also if there is nothing new.”

**If the connection fails,** Toronto publishes the last word with its time and the sentence “We can’t reach the house; this is usual at this stage.” She adds nothing of her own.

**It ends** by decision of the general manager: all-clear given, last transfer arranged, fewer than ten storm cases a day for two days. Within ten working days those six and two hosts read the record and change one line of this part, or none.
`,
  rows: [
    {
      id: 'e-danger',
      sign: 'A danger word about the house, or a guest who says that somebody is hurt, ill or missing',
      to: 'Duty manager; deputy: transport manager',
      withinHours: '0.25',
      decides:
        'Help first, then the answer. Meanwhile the host asks where the person is, and stays with them.',
    },
    {
      id: 'e-storm',
      sign: 'A bulletin of the weather office that names the island',
      to: 'Transport manager; deputy: duty manager',
      withinHours: '0.5',
      decides: 'Storm line on; first word within the hour. The duty manager may publish it without asking.',
    },
    {
      id: 'e-ill',
      sign: 'Three guests in two days report the same illness',
      to: 'General manager; deputy: head of guest services',
      withinHours: '1',
      decides: 'Doctor, kitchen, notice to the health office. Meanwhile nobody writes about causes.',
    },
    {
      id: 'e-key',
      sign: 'A post on a presence that none of us wrote',
      to: 'Guest communications lead; deputy: head of guest services',
      withinHours: '0.5',
      decides: 'Recovery by the tested way; a word on the other presences.',
    },
    {
      id: 'e-press',
      sign: 'A journalist, a lawyer or an office writes',
      to: 'General manager; deputy: revenue manager',
      withinHours: '4',
      decides: 'Who answers, by when. Meanwhile the host says that somebody will, and when.',
    },
    {
      id: 'e-money',
      sign: 'A refund, a gift above $50, or a statement about whose fault it was',
      to: 'Head of guest services; deputy: duty manager',
      withinHours: '12',
      decides: 'Yes or no, in a sentence that the host can send.',
    },
    {
      id: 'e-topic',
      sign: 'Seven cases in a week on a topic that usually brings two',
      to: 'Head of the department; deputy: guest communications lead',
      withinHours: '24',
      decides: 'The cause, or the day by which it will be known.',
    },
    {
      id: 'e-host',
      sign: 'The host wants it, or is threatened',
      to: 'Head of guest services; deputy: duty manager',
      withinHours: '1',
      decides: 'Takes over. Nobody asks afterwards whether it was necessary.',
    },
  ],
};
