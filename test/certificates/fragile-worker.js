/** Prints two bytes, except for holders that bring the thread down. */
export default function print({ snapshot: { holder } }) {
  if (holder.name === 'crash') {
    setImmediate(() => {
      throw new Error('The paper is jammed.');
    });
  }
  if (holder.name === 'exit') process.exit(3);
  if (['crash', 'hang'].includes(holder.name)) return new Promise(() => {});
  return new Uint8Array([1, 2]);
}
