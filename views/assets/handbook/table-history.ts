import * as Y from 'yjs';

/** Where somebody was. */
export interface Whereabouts {
  row: string;
  column: number;
}

interface Step {
  stackItem: { meta: Map<unknown, unknown> };
}

/** One's own changes of a section, step by step; each step knows where it was made, to lead there when it is taken back. */
export class TableHistory {
  private readonly manager: Y.UndoManager;

  constructor(
    types: Y.Map<unknown>[],
    origin: unknown,
    private readonly here: () => Whereabouts | null,
    private readonly arrived: (at: Whereabouts | null) => void,
  ) {
    this.manager = new Y.UndoManager(types, { trackedOrigins: new Set([origin]) });
    this.manager.on('stack-item-added', this.onAdded);
    this.manager.on('stack-item-popped', this.onPopped);
  }

  get canUndo(): boolean {
    return this.manager.undoStack.length > 0;
  }

  get canRedo(): boolean {
    return this.manager.redoStack.length > 0;
  }

  /** False when there was nothing to take back. */
  undo(): boolean {
    return this.manager.undo() !== null;
  }

  redo(): boolean {
    return this.manager.redo() !== null;
  }

  /** What comes next is a step of its own. */
  cut(): void {
    this.manager.stopCapturing();
  }

  destroy(): void {
    this.manager.destroy();
  }

  private readonly onAdded = ({ stackItem }: Step): void => {
    const here = this.here();
    if (here && !stackItem.meta.has(this)) stackItem.meta.set(this, here);
  };

  private readonly onPopped = ({ stackItem }: Step): void => {
    this.arrived((stackItem.meta.get(this) as Whereabouts | undefined) ?? null);
  };
}
