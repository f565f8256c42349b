import { isWithinReach, placeOf, stateTag } from '../marking/cohort.views.js';
import { type MarkingRow } from '../marking/marking-progress.service.js';
import { nameOr } from '../names.rules.js';
import { countQueues, type JumpPlace, placeIn, type QueueName, queueNames, queues } from './queue.rules.js';

/** The way from one handbook to the next: the part `queue` of the desk's model. */
export function queueBar(
  rows: readonly MarkingRow[],
  { queue, enrolmentId, here, slug }: { queue: QueueName; enrolmentId: string; here: string; slug: string },
) {
  const { position, of, previous, next } = placeIn(rows, queue, enrolmentId);
  const counts = countQueues(rows);
  return {
    words: position === null ? `${of}` : `${position} of ${of}`,
    label: queues[queue].label,
    filters: queueNames.map((name) => ({
      href: `${here}${queueQuery(name)}`,
      label: queues[name].label,
      count: counts[name],
      current: name === queue,
    })),
    previous: previous && wayTo(previous, queue),
    next: next && wayTo(next, queue),
    /** Nothing is left to do, so what comes next is the review. */
    review: counts.open === 0 ? `/grading/cohorts/${slug}/releases` : null,
    query: queueQuery(queue),
    places: `/grading/cohorts/${slug}/places${queueQuery(queue)}`,
  };
}

/** What the queue adds to an address; nothing for the one that is meant without a name. */
export const queueQuery = (queue: QueueName) => (queue === 'open' ? '' : `?queue=${queue}`);

function wayTo(row: MarkingRow, queue: QueueName) {
  const { href, action } = placeOf(row);
  return {
    href: href && `${href}${queueQuery(queue)}`,
    action: action && `${action}${queueQuery(queue)}`,
    label: nameOr(row.studentName),
  };
}

/** Everybody who handed in and has a desk, in the list's order. */
export function jumpPlaces(rows: readonly MarkingRow[], queue: QueueName): { places: JumpPlace[] } {
  const places = rows.filter(isWithinReach).map((row) => {
    const { href, action, label } = wayTo(row, queue);
    const state = row.withdrawn ? 'Withdrawn' : stateTag(row).word;
    return { name: label, state, href, action };
  });
  return { places };
}
