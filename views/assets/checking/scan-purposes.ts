import * as Turbo from '@hotwired/turbo';
import { type Scanned, scanSentence, withCode } from '../../../src/certificates/checking/scan.rules.js';
import { type Code, writtenCode } from '../../../src/certificates/register/code.rules.js';

/** What was made of what is in the picture. */
export interface Told {
  readonly sentence: string;
  readonly good: boolean;
  /** Nothing more is to be read. */
  readonly done: boolean;
  /** The path at which a stranger's code can be looked up here, or null. */
  readonly lookUp: string | null;
}

/** What codes are scanned for. */
export interface Purpose {
  /**
   * @param codes of certificates that are in the picture
   * @param fresh those of them that have just come into it
   * @returns null where there is nothing to tell
   */
  take(codes: readonly Code[], fresh: readonly Code[]): Told | null;
  /** Of something else that has just come into the picture. */
  refuse(scanned: Exclude<Scanned, { kind: 'certificate' }>): Told;
}

export const told = (sentence: string, more: Partial<Told> = {}): Told => ({
  ...{ sentence, good: false, done: false, lookUp: null },
  ...more,
});

const pageOf = (code: Code) => `/verify/${writtenCode(code)}`;

/** One certificate, whose page is opened: that of this academy, whatever address the QR code holds. */
export const openOne: Purpose = {
  take([code, another]) {
    if (code === undefined) return null;
    if (another !== undefined)
      return told('There are several certificates in the picture. Hold only one of them into it.');
    Turbo.visit(pageOf(code));
    return told('Found. The page of the certificate opens.', { good: true, done: true });
  },
  refuse(scanned) {
    const code = scanned.kind === 'elsewhere' ? scanned.code : null;
    return told(scanSentence(scanned), { lookUp: code === null ? null : pageOf(code) });
  },
};

/**
 * Certificates one after the other, each on a line of the list.
 *
 * @param most  codes that the list may hold
 * @param count told how many were added
 */
export function listThem(list: HTMLTextAreaElement, most: number, count: (added: number) => void): Purpose {
  let added = 0;
  const put = (code: Code): Told => {
    const listed = withCode(list.value, code, most);
    if (listed.kind === 'full')
      return told(`The list is full: up to ${String(most)} codes are checked at once.`);
    const line = String(listed.line);
    if (listed.kind === 'there') return told(`${writtenCode(code)} is on the list already, in line ${line}.`);
    list.value = listed.list;
    added += 1;
    count(added);
    return told(`${writtenCode(code)} is on the list now, in line ${line}.`, { good: true });
  };
  return {
    take(_codes, fresh) {
      const each = fresh.map(put);
      if (each.length === 0) return null;
      return told(each.map(({ sentence }) => sentence).join(' '), { good: each.every(({ good }) => good) });
    },
    refuse: (scanned) => told(scanSentence(scanned)),
  };
}
