/**
 * Nobody becomes an administrator by the word of somebody who is none any more: a link that was sent before the
 * dismissal would undo it. `i` is the invitation.
 */
export const byWhoMay = `(i.role <> 'administrator' OR EXISTS (
  SELECT FROM administrators b JOIN users inviter ON inviter.id = b.user_id
   WHERE b.user_id = i.invited_by_id AND inviter.erased_at IS NULL))`;
