import { z } from 'zod';
import { jobParameters } from '../../src/api/job-parameters.ts';
import { settingsOf, standardCluster } from '../../src/config/schema.ts';
import { withOtherForms, type JsonSchema } from './other-forms.ts';

/**
 * The configuration file as a JSON Schema. Two things depend on a word elsewhere in the file and are
 * told with if and then: `compute` on the cluster, and a job's parameters on its type.
 */
export function editorSchema(): JsonSchema {
  const standard = schemaOf(settingsOf[standardCluster]);
  const { $schema, clustertype, accountingtype, jobs, ...sections } = propertiesOf(standard);
  const clusters = Object.entries(settingsOf).map(([name, settings]) => ({
    name,
    compute: propertiesOf(schemaOf(settings))['compute'] ?? {},
  }));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'JuliaRun configuration',
    type: 'object',
    properties: {
      $schema,
      clustertype: { ...clustertype, const: undefined, enum: clusters.map(({ name }) => name) },
      ...withOtherForms(sections),
      accountingtype: { ...accountingtype, default: undefined },
      compute: {},
      jobs: { ...jobs, items: jobSchema() },
    },
    additionalProperties: false,
    allOf: clusters.map(({ name, compute }) => ({
      if: {
        properties: { clustertype: { const: name } },
        ...(name === standardCluster ? {} : { required: ['clustertype'] }),
      },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { properties: { compute: withOtherForms(compute) } },
    })),
    definitions: {
      ...definitionsOf(standard),
      secret: {
        description:
          'A text that does not stand in this file: an environment variable, or the content of a file',
        type: 'object',
        oneOf: ['env', 'file'].map((from) => ({
          properties: { [from]: { type: 'string' } },
          required: [from],
          additionalProperties: false,
        })),
      },
    },
  };
}

/** A job's parameters are its type's; those of users' own types are theirs. */
function jobSchema(): JsonSchema {
  const entry = {
    type: {
      description: 'What kind of job it is',
      anyOf: [{ enum: Object.keys(jobParameters) }, { type: 'string' }],
    },
    name: { description: 'Its name, unique in its namespace across all types', type: 'string' },
    namespace: { description: "Its namespace (default: the cluster's)", type: 'string' },
  };
  return {
    type: 'object',
    properties: entry,
    required: ['type', 'name'],
    allOf: Object.entries(jobParameters).map(([name, parameters]) => {
      const schema = schemaOf(parameters);
      return {
        if: { properties: { type: { const: name } }, required: ['type'] },
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        then: { ...schema, properties: { ...withOtherForms(propertiesOf(schema)), ...entry } },
      };
    }),
  };
}

function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _version, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    reused: 'inline',
  });
  return JSON.parse(JSON.stringify(rest));
}

function definitionsOf(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema['definitions'] ?? {}));
}

function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(schema['properties'] ?? {}));
}
