/** Words a minute in silent reading of non-fiction (Brysbaert 2019, doi:10.1016/j.jml.2019.104047), rounded down. */
const WORDS_A_MINUTE = 230;

/** Minutes to read a Markdown text, at least 1. */
export function readingMinutes(markdown: string): number {
  const words = markdown.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)?.length ?? 0;
  return Math.max(1, Math.ceil(words / WORDS_A_MINUTE));
}
