/** As JWTs count time (RFC 7519, section 2). */
export const secondsOf = (instant: Date): number => Math.floor(instant.getTime() / 1000);
