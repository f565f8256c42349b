/**
 * The academy cannot start, for a reason that the operator can understand and mend. The message is one whole
 * sentence; the start prints it alone, without a stack trace.
 */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}
