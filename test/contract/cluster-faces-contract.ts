import { expect, test } from 'vitest';
import type { ClusterHarness } from './cluster-contract.ts';

const never = new AbortController().signal;

/** What a cluster keeps for others: what was declared, scalers and their decisions. */
export function facesContract(harness: () => ClusterHarness): void {
  test('declared: what was written is read, until it is removed', async () => {
    const { declared } = harness().parts;
    const job = { kind: 'job', namespace: 'default', name: 'a', hash: '1', deletedByApi: false } as const;
    const scaler = {
      kind: 'scaler',
      namespace: 'default',
      name: 'a',
      hash: '2',
      deletedByApi: true,
    } as const;
    await declared.write([job, scaler], never);
    await declared.write([{ ...job, hash: '3' }], never);
    expect(await declared.read(never)).toEqual(expect.arrayContaining([{ ...job, hash: '3' }, scaler]));
    await declared.remove([job], never);
    expect(await declared.read(never)).toEqual([scaler]);
  });

  test('scaler state: scalers with their memory; decisions newest first, replaced at the same time, expired', async () => {
    const { scalerState } = harness().parts;
    const spec = {
      namespace: 'default',
      name: 's',
      type: 'JobScaler',
      owner: 'api',
      parameters: { max: 3 },
    } as const;
    function decision(at: bigint, count = 1) {
      const names = {
        namespace: 'default',
        scaler: 's',
        job: 'w',
        cause: 'tick',
        outcome: 'unchanged',
      } as const;
      const reading = {
        kind: 'value',
        value: 1,
        observedAt: at,
        node: { expression: 'x', value: 1 },
      } as const;
      return {
        ...names,
        at,
        until: at + 5n,
        count,
        current: 1,
        desired: 1,
        reason: '',
        limits: [],
        reading,
      };
    }
    await scalerState.write(
      { put: [{ spec, memory: { a: '1' } }], decisions: [decision(10n), decision(20n)] },
      never,
    );
    await scalerState.write(
      {
        memories: [{ namespace: 'default', name: 's', memory: { a: '2' } }],
        decisions: [decision(20n, 7)],
      },
      never,
    );
    expect(await scalerState.load(never)).toEqual([{ spec, memory: { a: '2' } }]);
    const query = { namespace: 'default', scaler: 's', count: 10 };
    expect(await scalerState.decisions(query, never)).toEqual([decision(20n, 7), decision(10n)]);
    expect(await scalerState.decisions({ ...query, count: 1 }, never)).toHaveLength(1);
    await scalerState.write({ remove: [{ namespace: 'default', name: 's' }] }, never);
    expect(await scalerState.load(never)).toEqual([]);
    await scalerState.expire(20n, never);
    expect(await scalerState.decisions(query, never)).toEqual([decision(20n, 7)]);
  });
}
