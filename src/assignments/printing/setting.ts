import { type Block, type Inline } from '../sections/blocks.rules.js';
import { type Box } from './boxes.js';
import { full, looks, measure } from './look.js';
import { type Tag } from './pen.js';
import { type Style, type TextOptions, type Typesetter } from './pieces.js';

/** Where blocks stand and what they look like. */
export interface Setting {
  readonly tag: Tag;
  /** From the left edge of the column, points. */
  readonly x: number;
  readonly width: number;
  /** For tables and groups. */
  readonly fullWidth: number;
  readonly style: Style;
  readonly align: 'start' | 'end';
  /** How deep in lists. */
  readonly depth: number;
}

export const onThePage = (tag: Tag): Setting => ({
  ...{ tag, x: 0, width: measure, fullWidth: full },
  ...{ style: looks.text, align: 'start', depth: 0 },
});

/** Sets blocks as boxes, also those within cells. */
export interface Blocksetter {
  readonly setter: Typesetter;
  textOptions(style: Style): TextOptions;
  compose(blocks: readonly Block[], setting: Setting): Box[];
  lines(inlines: readonly Inline[], setting: Setting, tag: Tag): Box[];
}
