import { SetMetadata } from '@nestjs/common';

export const PUBLIC = 'public';

/** Opens a route to signed-out visitors. Everything else is closed; a test lists every route that carries this. */
export const Public = () => SetMetadata(PUBLIC, true);
