/** A signed-out visitor asked for something that is not public: they go to sign-in and come back. */
export class SignInNeeded extends Error {}

export const signInNeeded = () => new SignInNeeded('You need to sign in first.');
