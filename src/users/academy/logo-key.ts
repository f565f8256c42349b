/** Where the academy's picture of a digest is kept. It stays for ever: certificates that name it may be printed later. */
export const logoKeyOf = (digest: string) => `academy/logo-${digest}.png`;

/** Where everybody finds it, for ever. */
export const logoPathOf = (digest: string) => `/logos/${digest}.png`;
