/** The mail with the receipt. Ids: `{submissionId, personId}`. */
export const SUBMISSION_RECEIPT = 'submission-receipt';
