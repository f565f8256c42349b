import { type Block } from '../sections/blocks.rules.js';

/** The ids of the pictures in a text, each once, in the order of the text. */
export function picturesIn(blocks: readonly Block[]): string[] {
  return [...new Set(blocks.flatMap(idsIn))];
}

function idsIn(block: Block): string[] {
  switch (block.type) {
    case 'figure':
      return [block.image.id];
    case 'quote':
      return block.blocks.flatMap(idsIn);
    case 'list':
      return block.items.flat().flatMap(idsIn);
    case 'groups':
      return block.groups.flatMap(({ blocks }) => blocks.flatMap(idsIn));
    case 'table':
      return [
        ...(block.head ?? []),
        ...block.rows.flatMap(({ cells }) => cells),
        ...block.foot.flat(),
      ].flatMap(({ blocks }) => blocks.flatMap(idsIn));
    default:
      return [];
  }
}

/** “Sunday 8 November 2026, 17:02 in Paris (16:02:11 UTC)”: on paper there is no reader whose time it could be. */
export function printedTime(instant: Date, zone: string, place: string): string {
  const parts = (options: Intl.DateTimeFormatOptions, timeZone: string) =>
    new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(instant);
  const day = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
  const clock = { hour: '2-digit', minute: '2-digit' } as const;
  const utc = `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return `${parts(day, zone).replace(',', '')}, ${parts(clock, zone)} ${place} (${utc})`;
}
