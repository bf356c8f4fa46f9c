import { z } from 'zod';
import { flag } from '../api/values.ts';
import { filePath, secret } from '../lib/fields.ts';

/** How a connection is secured: true for https as usual, or with files of one's own. */
const Tls = z.union([
  flag(),
  z.strictObject({
    ca: filePath().optional().describe('Certificates of the authorities to trust'),
    cert: filePath().optional().describe('Certificate to show'),
    key: filePath().optional().describe('Its key'),
    verify: flag().default(true).describe("Whether the server's certificate is checked"),
  }),
]);

/** What every endpoint that metrics are read from has. */
export const endpointFields = {
  url: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as http://rabbitmq:15672' })
    .describe('Where it is'),
  username: z.string().min(1).optional().describe('User name'),
  password: secret().optional().describe('Password'),
  tls: Tls.optional().describe('How the connection is secured (default: as the URL says)'),
};
