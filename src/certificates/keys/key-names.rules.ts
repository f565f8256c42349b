/**
 * The name of a new key: its purpose and the day of UTC, and from the second of a day on a number.
 *
 * @param taken the names that there are
 */
export function keyName(purpose: string, createdAt: Date, taken: readonly string[]): string {
  const first = `${purpose}-${createdAt.toISOString().slice(0, 10)}`;
  for (let name = first, number = 2; ; name = `${first}-${String(number)}`, number += 1) {
    if (!taken.includes(name)) return name;
  }
}
