import { z } from 'zod';
import { namespaceName } from '../../api/names.ts';
import { secret } from '../../lib/fields.ts';

const Auth = z
  .strictObject({
    type: z
      .enum(['none', 'cert', 'token'])
      .default('none')
      .describe(
        '`none`: the address is a proxy that authenticates; `cert`: a client certificate; `token`: a bearer token',
      ),
    'certificate-authority-data': z.string().optional(),
    'cert-verify': z.boolean().default(true),
    'client-certificate-data': z.string().optional(),
    'client-key-data': secret().optional(),
    token: secret().optional(),
  })
  .superRefine((auth, context) => {
    const needed = {
      none: [],
      cert: ['client-certificate-data', 'client-key-data'],
      token: ['token'],
    } as const;
    for (const key of needed[auth.type]) {
      if (auth[key] !== undefined) continue;
      context.addIssue({
        code: 'custom',
        path: [],
        message: `has no "${key}", which type "${auth.type}" needs`,
      });
    }
  });

/** A Kubernetes cluster. Without an address it is the one that the service runs in. */
export const KubernetesCompute = z.strictObject({
  uri: z.url({ protocol: /^https?$/ }).optional(),
  namespace: namespaceName().default('default'),
  auth: Auth.prefault({}),
});
export type KubernetesCompute = z.output<typeof KubernetesCompute>;
