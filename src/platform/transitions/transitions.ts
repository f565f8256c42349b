/**
 * A table of what may follow what, written as a value that TypeScript checks for completeness:
 * `const next = { invited: ['active'], active: [] } satisfies Transitions<Status>`.
 */
export type Transitions<State extends string> = Readonly<Record<State, readonly State[]>>;
