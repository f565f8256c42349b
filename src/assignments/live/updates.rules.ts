import * as Y from 'yjs';
import { BadFrame } from './frames.rules.js';

export type DecodedUpdate = ReturnType<typeof Y.decodeUpdate>;

const malformed = 'A change could not be read.';
const impossible = 'A change claims what no page writes.';
const largestClient = 2 ** 32 - 1;
const largestClock = 2 ** 31 - 1;
const longestKey = 200;
/** Of the values in one cell or mark. */
const deepestValue = 20;

/**
 * Decodes an update and refuses what Yjs would take although it ends badly: clocks and ids that no later reader can
 * decode, parts without length, deletions written again and again over the same range (each costs a walk through the
 * document), documents within documents, values so deep that writing them out ends the stack.
 *
 * @throws BadFrame
 */
export function readUpdate(update: Uint8Array): DecodedUpdate {
  let decoded: DecodedUpdate;
  try {
    decoded = Y.decodeUpdate(update);
  } catch {
    throw new BadFrame(malformed);
  }
  for (const struct of decoded.structs) checkStruct(struct);
  for (const [client, ranges] of decoded.ds.clients) {
    if (client > largestClient) throw new BadFrame(impossible);
    let end = 0;
    for (const { clock, len } of ranges) {
      if (clock < end || len < 1 || clock + len > largestClock) throw new BadFrame(impossible);
      end = clock + len;
    }
  }
  return decoded;
}

function checkStruct(struct: DecodedUpdate['structs'][number]): void {
  const { id, length } = struct;
  if (id.client > largestClient || length < 1 || id.clock + length > largestClock)
    throw new BadFrame(impossible);
  if (!(struct instanceof Y.Item)) return;
  const { content, parent, parentSub, origin, rightOrigin } = struct;
  // Yjs takes for granted that a page's own parts build on older ones of its own
  if ([origin, rightOrigin, parent].some((other) => isAhead(other, id))) throw new BadFrame(impossible);
  if (
    (parentSub ?? '').length > longestKey ||
    (typeof parent === 'string' && (parent as string).length > longestKey)
  )
    throw new BadFrame(impossible);
  if (content instanceof Y.ContentDoc) throw new BadFrame(impossible);
  const deep =
    (content instanceof Y.ContentAny && content.arr.some((value) => isDeeper(value, deepestValue))) ||
    (content instanceof Y.ContentJSON && content.arr.some((value) => isDeeper(value, deepestValue))) ||
    (content instanceof Y.ContentFormat && isDeeper(content.value, deepestValue)) ||
    (content instanceof Y.ContentEmbed && isDeeper(content.embed, deepestValue));
  if (deep) throw new BadFrame(impossible);
}

function isAhead(other: unknown, { client, clock }: Y.ID): boolean {
  return other instanceof Y.ID && other.client === client && other.clock >= clock;
}

function isDeeper(value: unknown, than: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return than === 0 || Object.values(value).some((inner) => isDeeper(inner, than - 1));
}

/** The keys of the document's own lists and maps into which an update writes. */
export function rootKeys({ structs }: DecodedUpdate): Set<string> {
  const keys = new Set<string>();
  for (const struct of structs) {
    // Decoded but not yet part of a document, an item names its root by the key
    const parent: unknown = struct instanceof Y.Item ? struct.parent : null;
    if (typeof parent === 'string') keys.add(parent);
  }
  return keys;
}

/**
 * How deep the types that an update adds would lie in the document; 1 is one directly in a section, Infinity a circle.
 * Deleting such a type walks down to its last one, and a walk that ends the stack leaves the document unusable.
 */
export function nestingOf({ structs }: DecodedUpdate, document: Y.Doc): number {
  const depths = new Map<Y.Item, number>();
  const own = new Map<number, DecodedUpdate['structs']>();
  const types = structs.filter(
    (struct) => struct instanceof Y.Item && struct.content instanceof Y.ContentType,
  );
  if (types.length === 0) return 0;
  for (const struct of structs) {
    const { client } = struct.id;
    const list = own.get(client);
    if (list === undefined) own.set(client, [struct]);
    else list.push(struct);
  }
  const find = ({ client, clock }: Y.ID): Y.Item | null => {
    const found =
      Y.getState(document.store, client) > clock
        ? Y.getItem(document.store, { client, clock })
        : structAt(own.get(client) ?? [], clock);
    return found instanceof Y.Item ? found : null;
  };
  return types.reduce(
    (most, type) => (type instanceof Y.Item ? Math.max(most, depthOf(type, depths, find)) : most),
    0,
  );
}

/** In a list that is in the order of its clocks, as an update is. */
function structAt(list: DecodedUpdate['structs'], clock: number): DecodedUpdate['structs'][number] | null {
  let [low, high] = [0, list.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const struct = list[middle];
    if (struct === undefined) return null;
    if (clock < struct.id.clock) high = middle - 1;
    else if (clock >= struct.id.clock + struct.length) low = middle + 1;
    else return struct;
  }
  return null;
}

/** Without calling itself, as the depth is what is in doubt. */
function depthOf(item: Y.Item, depths: Map<Y.Item, number>, find: (id: Y.ID) => Y.Item | null): number {
  const path: { item: Y.Item; deeper: number }[] = [];
  let depth = 0;
  for (let at: Y.Item | null = item; at !== null;) {
    const known = depths.get(at);
    if (known !== undefined) {
      depth = known;
      break;
    }
    depths.set(at, Infinity);
    const parent: unknown = at.parent;
    if (parent instanceof Y.AbstractType) {
      depths.set(at, (depth = depthOfList(parent as Y.AbstractType<unknown>) + 1));
      break;
    }
    path.push({ item: at, deeper: 1 });
    if (typeof parent === 'string') break;
    const next: Y.Item | null = nextOf(at, find);
    // A neighbour lies as deep as the item itself
    if (parent === null) path[path.length - 1] = { item: at, deeper: next === null ? 1 : 0 };
    at = next;
  }
  for (const step of path.reverse()) depths.set(step.item, (depth += step.deeper));
  return depth;
}

function nextOf(item: Y.Item, find: (id: Y.ID) => Y.Item | null): Y.Item | null {
  const id = (item.parent as Y.ID | null) ?? item.origin ?? item.rightOrigin;
  return id === null ? null : find(id);
}

function depthOfList(list: Y.AbstractType<unknown>): number {
  let depth = 0;
  for (let at: unknown = list; at instanceof Y.AbstractType && at._item !== null; at = at._item.parent)
    depth += 1;
  return depth;
}
