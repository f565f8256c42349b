import { sha256 } from '../../platform/digests/digests.js';

/**
 * The order in which a criterion is marked across a cohort: shuffled, so that nobody is always read first, when eyes are
 * fresh, or always after the same neighbour; another one for each criterion; and the same each time, so that one can
 * stop and go on. A handbook's place follows from its own id alone: one that comes later does not disturb the others.
 *
 * @param criterionId the criterion's identity over all rubric versions
 * @param idOf what a row is known by
 */
export function shuffled<Row>(criterionId: string, rows: readonly Row[], idOf: (row: Row) => string): Row[] {
  return rows
    .map((row) => ({ row, lot: sha256(`${criterionId} ${idOf(row)}`) }))
    .sort((one, other) => (one.lot < other.lot ? -1 : one.lot > other.lot ? 1 : 0))
    .map(({ row }) => row);
}
