/** What a heavy page's script exports: it builds itself in `element` and returns how to take it down again. */
export type Mount = (element: HTMLElement) => Promise<() => void>;
