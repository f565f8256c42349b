/** For people whose name has been erased. */
export const nameOr = (name: string | null, otherwise = 'Erased person') => name ?? otherwise;

interface Named {
  studentName: string | null;
  enrolmentId: string;
}

/** As a reader expects it, “Émilie” before “Farid” (the database compares bytes); erased people last. */
export function byName(one: Named, other: Named): number {
  if (one.studentName === null || other.studentName === null) {
    const erased = Number(one.studentName === null) - Number(other.studentName === null);
    return erased === 0 ? one.enrolmentId.localeCompare(other.enrolmentId) : erased;
  }
  const order = collator.compare(one.studentName, other.studentName);
  return order === 0 ? one.enrolmentId.localeCompare(other.enrolmentId) : order;
}

const collator = new Intl.Collator('en', { numeric: true });
