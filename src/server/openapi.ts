import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { CommonParameters } from '../api/common-parameters.ts';
import { errorCodes } from '../api/error-codes.ts';
import { envelopeOf, Failure } from '../api/envelope.ts';
import type { Route } from './route.ts';

type Document = ReturnType<typeof createDocument>;

const KEY = z.object({
  'Idempotency-Key': z.string().max(255).optional().meta({
    description:
      'The same key with the same request gives the same answer, and is done once. Remembered for a day.',
  }),
});

/** Calls that take the parameters of a job type, and are described once for each. */
const TYPED: ReadonlySet<string> = new Set(['submitJob', 'updateJob']);

/** The parameters of each job type by its name. */
export type TypeParameters = Readonly<Record<string, z.ZodObject>>;

/** The API's description in OpenAPI 3.1, made from the same table as the routes. */
export function openApiOf(routes: readonly Route[], types: TypeParameters): Document {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    if (route.jobType !== 'required') paths[`/${route.name}/`] = operations(route, false);
    if (route.jobType !== 'none') paths[`/${route.name}/{JobType}/`] = operations(route, true);
    if (!TYPED.has(route.name)) continue;
    for (const [type, parameters] of Object.entries(types)) {
      const request = (route.name === 'updateJob' ? parameters.partial() : parameters).extend(
        route.request.shape,
      );
      paths[`/${route.name}/${type}/`] = operations(
        { ...route, name: `${route.name}${type}`, request },
        false,
      );
    }
  }
  return createDocument(
    {
      openapi: '3.1.0',
      info: { title: 'JuliaRun', version: '1', description: 'Runs jobs, scales them and accounts for them.' },
      paths,
    },
    { override: ({ jsonSchema, zodSchema }) => addDefault(jsonSchema, zodSchema) },
  );
}

/** The default of a parameter that arrives in several forms is left out by the generator. */
function addDefault(jsonSchema: { default?: unknown }, zodSchema: unknown): void {
  if (zodSchema instanceof z.ZodDefault) jsonSchema.default ??= zodSchema.def.defaultValue;
}

function operations(
  route: Route,
  typed: boolean,
): { get: ZodOpenApiOperationObject; post: ZodOpenApiOperationObject } {
  const id = typed && route.jobType === 'optional' ? `${route.name}OfType` : route.name;
  const path = typed ? { path: z.object({ JobType: z.string() }) } : {};
  const shared = { summary: route.summary, responses: responsesOf(route) };
  return {
    get: {
      ...shared,
      operationId: id,
      requestParams: { ...path, query: route.request.extend(CommonParameters.shape) },
    },
    post: {
      ...shared,
      operationId: `${id}ByPost`,
      requestParams: { ...path, ...(route.mutates && { header: KEY }) },
      requestBody: {
        content: {
          'application/x-www-form-urlencoded': { schema: route.request },
          'multipart/form-data': { schema: route.request },
          'application/json': { schema: route.request },
        },
      },
    },
  };
}

function responsesOf(route: Route): ZodOpenApiOperationObject['responses'] {
  const data = { 'application/json': { schema: envelopeOf(route.response) } };
  const text = route.waits ? { 'text/plain': { schema: z.string() } } : {};
  return {
    '200': { description: 'Done', content: { ...data, ...text } },
    ...failures(),
  };
}

/** One answer per status, with all codes that come with it. */
function failures(): ZodOpenApiOperationObject['responses'] {
  const byStatus = Map.groupBy(Object.values(errorCodes), ({ status }) => `${status}` as const);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map(({ code, meaning }) => `${code}: ${meaning}`).join('\n'),
        content: { 'application/json': { schema: Failure } },
      },
    ]),
  );
}
