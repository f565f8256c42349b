import { type Pen } from './pen.js';

/**
 * What is never parted by a page break, but where `split` says so: a line, a picture, a row of a table. Pages are
 * filled with boxes from the top down.
 */
export interface Box {
  /** Points. */
  readonly height: number;
  /** Left free above it, but not at the head of a page. */
  readonly gap: number;
  /** It stays on the page of the box after it. */
  readonly keep: boolean;
  /** Drawn again above it where it begins a page: the head of its table. */
  readonly head: Box | null;
  draw(pen: Pen, x: number, y: number): void;
  /** In two, the first of which is no higher than `room`; null where that can't be. */
  split: ((room: number) => readonly [Box, Box] | null) | null;
}

export function box(height: number, draw: Box['draw'], more: Partial<Box> = {}): Box {
  return { height, draw, gap: 0, keep: false, head: null, split: null, ...more };
}

/** Of boxes one below the other; the first one's gap counts only where it is not at the top. */
export function heightOf(boxes: readonly Box[], atTop = true): number {
  return boxes.reduce((sum, { height, gap }, at) => sum + height + (at === 0 && atTop ? 0 : gap), 0);
}

export function drawAll(boxes: readonly Box[], pen: Pen, x: number, y: number): void {
  let top = y;
  for (const [at, one] of boxes.entries()) {
    if (at > 0) top += one.gap;
    one.draw(pen, x, top);
    top += one.height;
  }
}

/** The first boxes that fit into the room, none of which wants to stay with the next one, and the others. */
export function divided(boxes: readonly Box[], room: number): readonly [Box[], Box[]] {
  let height = 0;
  let fitting = 0;
  for (const [at, one] of boxes.entries()) {
    height += one.height + (at === 0 ? 0 : one.gap);
    if (height > room + 0.01) break;
    if (!one.keep || at === boxes.length - 1) fitting = at + 1;
  }
  return [boxes.slice(0, fitting), boxes.slice(fitting)];
}

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
}

/** Fills pages with boxes. */
export class Flow {
  private y = Infinity;
  private isAtTop = false;

  /** @param opened is told of each new page before anything stands on it */
  constructor(
    private readonly pen: Pen,
    private readonly frame: Frame,
    private readonly opened: () => void,
  ) {}

  /** Points. */
  get room(): number {
    return Math.max(0, this.frame.bottom - this.y);
  }

  newPage(): void {
    this.pen.addPage();
    this.y = this.frame.top;
    this.isAtTop = true;
    this.opened();
  }

  place(boxes: readonly Box[]): void {
    let chain: Box[] = [];
    for (const [at, one] of boxes.entries()) {
      chain.push(one);
      if (one.keep && at < boxes.length - 1) continue;
      this.placeTogether(chain);
      chain = [];
    }
  }

  private placeTogether(chain: readonly Box[]): void {
    if (heightOf(chain, this.isAtTop) <= this.room + 0.01) {
      this.draw(chain);
      return;
    }
    const last = chain.at(-1);
    const before = chain.slice(0, -1);
    const room = this.room - heightOf(before, this.isAtTop) - (last?.gap ?? 0);
    const parts = last?.split?.(room) ?? null;
    if (parts) {
      this.draw([...before, parts[0]]);
      this.turn(parts[1]);
      this.placeTogether([parts[1]]);
      return;
    }
    if (!this.isAtTop) {
      this.turn(chain[0]);
      this.placeTogether(chain);
      return;
    }
    // Higher than a page: what wants to stay together can't
    const [first, ...others] = chain;
    if (!first) return;
    this.draw([first]);
    if (others.length > 0) this.placeTogether(others);
  }

  private turn(next: Box | undefined): void {
    this.newPage();
    const head = next?.head;
    if (!head) return;
    this.pen.asArtifact('Pagination', () => {
      head.draw(this.pen, this.frame.left, this.y);
    });
    this.y += head.height;
  }

  private draw(boxes: readonly Box[]): void {
    for (const one of boxes) {
      if (!this.isAtTop) this.y += one.gap;
      one.draw(this.pen, this.frame.left, this.y);
      this.y += one.height;
      this.isAtTop = false;
    }
  }
}
