import { type Block } from '../sections/blocks.rules.js';

/** A handbook as it goes to a printing thread: finished words, nothing to look up. */
export interface PrintedHandbook {
  readonly title: string;
  /** Above the title: the course, or that it is an example. */
  readonly kicker: string;
  /** In a few words beside it, such as that it came late; null without. */
  readonly remark: string | null;
  /** Under the title; null without. */
  readonly about: string | null;
  readonly author: string;
  readonly language: string;
  /** ISO 8601; it is the file's date, so that equal handbooks give equal bytes. */
  readonly createdAt: string;
  readonly facts: readonly { readonly label: string; readonly value: string; readonly isCode?: boolean }[];
  readonly sections: readonly {
    readonly key: string;
    readonly title: string;
    readonly blocks: readonly Block[];
  }[];
  /** By id: PNG or JPEG. A picture that is not among them is said to be missing. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
}
