/** Asks a process of one's own for a task by its name; each answer carries the question's number. */
export function asker(child) {
  const waiting = new Map();
  let last = 0;
  child.on('message', ({ id, result }) => waiting.get(id).resolve(result));
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('A process of the bench ended.'));
  });
  return (task, settings) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      child.send({ id: last, task, ...settings });
    });
}
