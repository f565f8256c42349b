/** Every course takes three weeks. */
export const WEEKS = 3;
