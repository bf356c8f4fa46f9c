import { z } from 'zod';
import { secret } from '../../lib/fields.ts';

/** An Auto Scaling group. */
export const AwsGroup = { name: z.string().min(1), region: z.string().min(1).optional() };

/** Who the node scaler is towards AWS. */
export const AwsCredentials = z.strictObject({
  region: z.string().min(1).optional(),
  access_key_id: z.string().min(1).optional(),
  secret_access_key: secret().optional(),
  session_token: secret().optional(),
  profile: z.string().min(1).optional(),
  endpoint: z.url().optional(),
});
