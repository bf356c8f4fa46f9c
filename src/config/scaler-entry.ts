import { z } from 'zod';
import { asEntry, entryNames } from '../jobs/schema.ts';
import { KuberScalerParameters, ScalerParameters } from '../scaling/schema.ts';

/** A scaler of the configuration file. */
export const ScalerEntry = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('JobScaler').default('JobScaler'),
      ...entryNames,
      ...ScalerParameters.shape,
    }),
    z.strictObject({ type: z.literal('KuberJobScaler'), ...entryNames, ...KuberScalerParameters.shape }),
  ])
  .transform((entry) => ({ ...asEntry(entry), job: entry.job }));
export type ScalerEntry = z.output<typeof ScalerEntry>;
