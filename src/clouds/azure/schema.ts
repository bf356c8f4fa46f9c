import { z } from 'zod';
import { secret } from '../../lib/fields.ts';

/** A virtual machine scale set. */
export const AzureGroup = { name: z.string().min(1), resource_group: z.string().min(1).optional() };

/** Who the node scaler is towards Azure, and where its scale sets lie. */
export const AzureCredentials = z.strictObject({
  subscription_id: z.string().min(1),
  resource_group: z.string().min(1).optional(),
  tenant_id: z.string().min(1).optional(),
  client_id: z.string().min(1).optional(),
  client_secret: secret().optional(),
  endpoint: z.url().optional(),
});
