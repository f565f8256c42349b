import { deleteDB, openDB } from 'idb';

/*
 * What this browser keeps of handbooks, so that they open without a network: for each person and handbook one database
 * (handbook/device-store.ts) and one cache with the page and its files (handbook/kept-page.ts), both under the same
 * name. And for each person who marks one database of what no desk has sent yet (grading/outbox.ts). Who else signs in
 * here finds neither.
 */
const prefix = 'capstone-handbook:';

export function keptName(person: string, handbook: string): string {
  return `${prefix}${person}:${handbook}`;
}

/** The database of what a person made on desks. */
export function deskName(person: string): string {
  return `capstone-desk:${person}`;
}

/** The id of whoever is signed in, as this page was made for them; null on a page for visitors. */
export function personOfPage(page: Document = document): string | null {
  return page.querySelector<HTMLElement>('form[data-sign-out]')?.dataset['person'] ?? null;
}

/** Removes all that is kept of a person's handbooks and marks here. Tabs that are open on them let go of it. */
export async function forgetPerson(person: string): Promise<void> {
  await forgetPages((name) => name.startsWith(keptName(person, '')));
  // One that is broken does not keep the others here
  const names = await databasesOf(person);
  await Promise.allSettled(names.map(async (name) => deleteDB(name)));
}

/** The pages of everybody else: they could be opened without a network by whoever sits here now. Texts stay. */
export async function forgetPagesOfOthers(person: string): Promise<void> {
  await forgetPages((name) => name.startsWith(prefix) && !name.startsWith(keptName(person, '')));
}

/** True when something that this person wrote is on this device only, or may be: what cannot be read may hold it. */
export async function holdsUnsent(person: string): Promise<boolean> {
  try {
    for (const name of await databasesOf(person)) if (await hasPending(name)) return true;
    return false;
  } catch {
    return true;
  }
}

async function hasPending(name: string): Promise<boolean> {
  const db = await openDB(name);
  try {
    return db.objectStoreNames.contains('pending') && (await db.count('pending')) > 0;
  } finally {
    db.close();
  }
}

async function databasesOf(person: string): Promise<string[]> {
  try {
    const found = await indexedDB.databases();
    return found.flatMap(({ name = '' }) =>
      name === deskName(person) || name.startsWith(keptName(person, '')) ? [name] : [],
    );
  } catch {
    // Storage is forbidden, so nothing is kept
    return [];
  }
}

async function forgetPages(unwanted: (name: string) => boolean): Promise<void> {
  // Not there without TLS, where no page is kept
  if (!('caches' in window)) return;
  try {
    const names = await caches.keys();
    await Promise.allSettled(names.filter(unwanted).map((name) => caches.delete(name)));
  } catch {
    // Storage is forbidden
  }
}
