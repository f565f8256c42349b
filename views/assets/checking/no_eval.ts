import { config } from 'zod';

// Zod makes itself quicker by code that it writes, which our Content-Security-Policy refuses, and the browser then reports.
config({ jitless: true });
