import { z } from 'zod';

/** There is nothing to say of a store that keeps nothing. */
export const NoStore = z.strictObject({});
