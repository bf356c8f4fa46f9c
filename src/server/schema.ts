import { z } from 'zod';
import { namespaceName } from '../api/names.ts';
import { duration } from '../api/values.ts';
import { parseDuration } from '../lib/duration.ts';
import { filePath } from '../lib/fields.ts';
import { isLoopback } from './guards/is-loopback.ts';

const Role = z.enum(['viewer', 'operator', 'admin']);
const port = z.int().min(0).max(65_535);

const Tls = z.strictObject({
  cert: filePath(),
  key: filePath(),
  ca: filePath()
    .optional()
    .describe('Certificates that clients must be signed by (default: clients need none)'),
});

/** Tokens given out by hand. Only their hashes are kept. */
const ApiToken = z.strictObject({
  name: z.string().min(1),
  hash: z.string().min(1),
  namespaces: z
    .array(z.union([z.literal('*'), namespaceName()]))
    .min(1)
    .describe('Namespaces that it is good for; * is all'),
  role: Role,
});

const Oidc = z.strictObject({
  issuer: z.url(),
  audience: z.string().min(1),
  namespaces_claim: z.string().min(1).default('namespaces'),
  role_claim: z.string().min(1).default('role'),
});

const Auth = z
  .strictObject({
    tokens: z.array(ApiToken).default([]),
    oidc: Oidc.optional(),
    kubernetes: z.boolean().default(false),
  })
  .refine((auth) => auth.tokens.length > 0 || auth.oidc !== undefined || auth.kubernetes, {
    message: 'lets nobody in; add "tokens", "oidc" or "kubernetes"',
  });

/** Where jobs' own pages are reached, apart from the API. */
const Proxy = z.strictObject({
  port,
  host: z.string().min(1).optional().describe("Address to bind (default: the server's)"),
  url: z.url().optional().describe('How the proxy is reached from outside, if not at its host and port'),
  link_ttl: duration({ zero: false }).transform(parseDuration).prefault('12h'),
});

/** The HTTP server. */
export const ServerConfig = z
  .strictObject({
    host: z.string().min(1).default('127.0.0.1'),
    port: port.default(8888).describe('Port to listen on; 0 is any free one'),
    hosts: z
      .array(z.string().min(1))
      .default([])
      .describe('Names besides its own that requests may call the service by'),
    tls: Tls.optional(),
    auth: Auth.optional(),
    proxy: Proxy.optional(),
    job_status_format: z
      .enum(['array', 'object'])
      .default('array')
      .describe(
        'Whether getJobStatus answers with the tuple or with the object, where the caller does not say',
      ),
    decisions_retention: duration({ zero: false })
      .transform(parseDuration)
      .prefault('30d')
      .describe('How long scaling decisions are kept'),
  })
  .superRefine((server, context) => {
    if (server.auth !== undefined || isLoopback(server.host)) return;
    context.addIssue({
      code: 'custom',
      path: ['host'],
      message: `is "${server.host}"; allowed: without "auth" only an address of this machine alone, such as 127.0.0.1`,
    });
  });
export type ServerConfig = z.output<typeof ServerConfig>;
