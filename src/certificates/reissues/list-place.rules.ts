/** Where a page of a list begins: behind the certificate that was signed then. */
export interface ListPlace {
  readonly at: Date;
  readonly id: string;
}

/** As it stands in an address: `2026-11-23T09:00:00.000Z_` and the certificate's id. */
export const writtenPlace = ({ at, id }: ListPlace): string => `${at.toISOString()}_${id}`;

/** Null for anything that is no such place: the page begins with the newest then. */
export function readPlace(value: unknown): ListPlace | null {
  const found =
    typeof value === 'string'
      ? /^(\d{4}-[\d:T.-]+Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(value)
      : null;
  const at = new Date(found?.[1] ?? '');
  return found?.[2] === undefined || Number.isNaN(at.getTime()) ? null : { at, id: found[2] };
}
