import { view } from '../../platform/web/responses.js';

export interface LinkEnded {
  /** Why, as far as we may say. */
  sentence: string;
  /** What to do now. */
  advice: string;
  /** The first one is the page's main button. */
  actions: readonly { href: string; label: string }[];
}

/** The answer to a link of a mail that was never made, was used or has ended; which of these, nobody is told. */
export const linkEnded = ({ actions, ...words }: LinkEnded) =>
  view('users/link-ended', { ...words, actions }, 404);
