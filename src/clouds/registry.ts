import { AwsCredentials, AwsGroup } from './aws/schema.ts';
import { AzureCredentials, AzureGroup } from './azure/schema.ts';

/** The clouds by their `cloudscaler`: the fields of their node groups, and their credentials. */
export const clouds = {
  'JuliaRun.KuberClusters.AWSScalers.AWSScaler': {
    schema: { group: AwsGroup, credentials: AwsCredentials },
  },
  'JuliaRun.KuberClusters.AzureScalers.AzureACSEngineScaler': {
    schema: { group: AzureGroup, credentials: AzureCredentials },
  },
} as const;

export type CloudName = keyof typeof clouds;
