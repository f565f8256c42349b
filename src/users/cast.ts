/** The people of the demo. Their password is no secret: the demo listens to this machine only. */
export const castPassword = 'correct-horse-battery';

export const cast = {
  alice: { name: 'Alice Moreau', email: 'alice@capstone.example', timeZone: 'Europe/Paris' },
  bob: { name: 'Bob Tanaka', email: 'bob@capstone.example', timeZone: 'America/Toronto' },
  charlie: { name: 'Charlie Okafor', email: 'charlie@capstone.example', timeZone: 'Africa/Lagos' },
  ada: { name: 'Ada Lindqvist', email: 'ada@capstone.example', timeZone: 'Europe/Stockholm' },
} as const;

/** Has passed, and holds a certificate. */
export const holder = { name: 'Zoë Nguyễn', email: 'zoe@capstone.example' } as const;

/** What the demo's sign-in page tells about them. */
export const castForSignIn = [
  { ...cast.alice, does: 'learns', password: castPassword },
  { ...cast.bob, does: 'teaches', password: castPassword },
  { ...cast.ada, does: 'administers', password: castPassword },
  { ...holder, does: 'has passed, and holds a certificate', password: castPassword },
  { ...cast.charlie, does: 'has an account and no part in a cohort', password: castPassword },
];
