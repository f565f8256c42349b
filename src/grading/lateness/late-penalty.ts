import { type LateWork } from '../../assignments/lateness/late-policies.service.js';
import { type LatePenalty, penaltyFor } from '../../assignments/lateness/late-policy.rules.js';
import { lateness } from '../../assignments/lateness/lateness.rules.js';

/** What being late takes from a submission by what is true now. For `Scale.late`. */
export function latePenalty({ dueAt, submittedAt, timeZone, policy }: LateWork): LatePenalty {
  return penaltyFor(policy, lateness(dueAt, submittedAt, timeZone));
}
