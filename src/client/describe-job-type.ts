import type { Context } from './context.ts';
import { ApiError } from './api-error.ts';
import { request, signalOf, type CallOptions } from './request.ts';

/** A parameter of a job type, as the service's description of its API has it. */
export interface TypeParameter {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  /** JSON of the value that is taken if none is given. */
  readonly default: string | undefined;
}

/** What we read of an OpenAPI document. */
interface OpenApi {
  readonly paths: Readonly<
    Record<string, { readonly get: { readonly parameters: readonly Parameter[] } } | undefined>
  >;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: { readonly default?: unknown };
}

/** The parameters of a job type. ApiError 404 if the service has no such type. */
export async function describeJobType(
  context: Context,
  type: string,
  options: CallOptions = {},
): Promise<TypeParameter[]> {
  const description = await request(
    context,
    { api: 'openapi.json' },
    signalOf(context, options),
    async (response) => {
      const document: OpenApi = JSON.parse(await response.text());
      return document;
    },
  );
  const path = description.paths[`/submitJob/${type}/`];
  if (path === undefined) throw new ApiError(404, undefined, `there is no job type "${type}"`);
  return path.get.parameters
    .filter((parameter) => parameter.in === 'query' && !parameter.name.startsWith('jrun'))
    .map(({ name, required = false, description: text = '', schema }) => ({
      name,
      required,
      description: text,
      default: schema?.default === undefined ? undefined : JSON.stringify(schema.default),
    }));
}
