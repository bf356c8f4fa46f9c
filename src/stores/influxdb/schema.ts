import { z } from 'zod';
import { filePath, secret } from '../../lib/fields.ts';

const Tls = z.strictObject({
  ca: filePath()
    .optional()
    .describe('Certificates that the server must be signed by (default: the usual ones)'),
  cert: filePath().optional().describe('Own certificate, where the server asks for one'),
  key: filePath().optional(),
  verify: z.boolean().default(true),
});

const needed = { 1: [], 2: ['token', 'org', 'bucket'] } as const;

/** An InfluxDB server, by the version of its API. */
export const InfluxStore = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }),
    version: z.union([z.literal(1), z.literal(2)]).default(1),
    username: z.string().min(1).optional(),
    password: secret().optional(),
    token: secret().optional(),
    org: z.string().min(1).optional(),
    bucket: z.string().min(1).optional(),
    tls: Tls.optional(),
  })
  .superRefine((store, context) => {
    for (const key of needed[store.version]) {
      if (store[key] !== undefined) continue;
      context.addIssue({ code: 'custom', path: [], message: `has no "${key}", which version 2 needs` });
    }
    if ((store.username === undefined) !== (store.password === undefined)) {
      context.addIssue({
        code: 'custom',
        path: [],
        message: 'needs both "username" and "password", or neither',
      });
    }
  });
export type InfluxStore = z.output<typeof InfluxStore>;
