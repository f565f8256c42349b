import { SetMetadata } from '@nestjs/common';

export const ADMINISTRATORS = 'administrators';

/** Keeps a route or a controller for administrators; others who are signed in get 403. */
export const Administrators = () => SetMetadata(ADMINISTRATORS, true);
