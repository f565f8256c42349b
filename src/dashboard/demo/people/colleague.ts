/** Teaches beside Bob. */
export const colleague = {
  name: 'Noor Haddad',
  email: 'noor@capstone.example',
  timeZone: 'Europe/Amsterdam',
};
