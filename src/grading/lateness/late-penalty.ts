import { type LateWork } from '../../assignments/lateness/late-policies.service.js';
import {
  type LatePenalty,
  type LatePolicy,
  penaltyFor,
} from '../../assignments/lateness/late-policy.rules.js';
import { lateness } from '../../assignments/lateness/lateness.rules.js';

/** What being late takes from a submission by what is true now. For `Scale.late`. */
export function latePenalty({
  dueAt,
  submittedAt,
  timeZone,
  policy,
}: Omit<LateWork, 'policy' | 'submissionId'> & { policy: LatePolicy | null }): LatePenalty {
  return penaltyFor(policy, lateness(dueAt, submittedAt, timeZone));
}
