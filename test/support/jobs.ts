import { type DataSource } from 'typeorm';

/**
 * Waits until no job is ready, running or waiting to be tried again. Jobs that start later and dead letters do not
 * count.
 *
 * @param seconds real ones: as many as a busy machine may need, and fewer than Jest allows a test
 * @throws Error that names the queues which are still busy after `seconds`
 */
export async function jobsDone(db: Pick<DataSource, 'query'>, seconds = 240): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const busy = await db.query<{ queue: string }[]>(`
      SELECT name AS queue FROM pgboss.job
      WHERE name <> 'dead-letters'
        AND (state IN ('active', 'retry') OR state = 'created' AND start_after <= now() + interval '1 second')`);
    if (busy.length === 0) return;
    if (Date.now() > end) throw new Error(`Still busy: ${busy.map((job) => job.queue).join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
