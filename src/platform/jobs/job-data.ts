/**
 * What a job or a domain event may carry: an id or several, numbers and flags, never a name, an address or a text.
 * Whoever is erased is then erased from the queues too, and a handler reads what is true when it runs.
 */
export type JobData<T> = { readonly [K in keyof T]: string | number | boolean | readonly string[] };
