import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ApiCall } from '../../../src/api/api-call.ts';
import { apiCalls } from '../../../src/api/api-calls.ts';
import { CommonParameters } from '../../../src/api/common-parameters.ts';
import { jobParameters } from '../../../src/api/job-parameters.ts';

const calls: readonly ApiCall[] = Object.values(apiCalls);

test('every call stands under its own name', () => {
  expect(calls.map(({ name }) => name)).toEqual(Object.keys(apiCalls));
});

describe('documents generated from the schemas', () => {
  const requests = [
    ...calls.map(({ name, request }) => [name, request] as const),
    ...Object.entries(jobParameters),
    ['common', CommonParameters] as const,
  ];
  test.each(requests)('%s describes each parameter and its forms', (_name, request) => {
    const { properties = {} } = z.toJSONSchema(request, { io: 'input' });
    for (const [name, property] of Object.entries(properties)) {
      expect(property, name).toMatchObject({ description: expect.stringMatching(/^[A-Z`].{5,}/) });
      expect(Object.keys(property as object), name).toEqual(
        expect.arrayContaining([expect.stringMatching(/^(type|anyOf)$/)]),
      );
    }
  });

  test.each(calls.map(({ name, response }) => [name, response] as const))(
    '%s has an answer that JSON can hold',
    (_name, response) => {
      expect(z.toJSONSchema(response)).toBeDefined();
    },
  );
});

test('recordMetrics takes one metric or several, not both and not half', () => {
  const { request } = apiCalls.recordMetrics;
  expect(request.safeParse({ resource: 'backlog', metric: '4' }).success).toBe(true);
  expect(request.safeParse({ metrics: 'Dict("backlog"=>4.0)' }).success).toBe(true);
  const neither = 'give either resource and metric, or metrics';
  for (const wrong of [
    {},
    { resource: 'a' },
    { metric: 1 },
    { resource: 'a', metric: 1, metrics: { a: 1 } },
    { resource: 'a', metrics: { a: 1 } },
  ]) {
    expect(request.safeParse(wrong).error?.issues[0]?.message, JSON.stringify(wrong)).toBe(neither);
  }
});

test('tailJob takes stdin for stderr', () => {
  const tail = apiCalls.tailJob.request.parse({ name: 'a', stream: 'stdin', count: '3' });
  expect(tail).toEqual({ name: 'a', stream: 'stderr', count: 3, follow: false });
});
