/** A planned release is over: it happened, was cancelled, or somebody was faster. */
export class ReleasePlanEnded {
  constructor(readonly planId: string) {}
}
