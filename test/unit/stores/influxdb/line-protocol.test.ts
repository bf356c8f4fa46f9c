import { describe, expect, test } from 'vitest';
import type { PointColumns, Series } from '../../../../src/accounting/points.ts';
import { VirtualClock } from '../../../../src/lib/virtual-clock.ts';
import { lineKey } from '../../../../src/stores/influxdb/line-protocol.ts';
import { PointSerializer } from '../../../../src/stores/influxdb/point-lines.ts';
import { Turns } from '../../../../src/stores/influxdb/turns.ts';
import { columns } from '../../../support/points.ts';

const turns = new Turns(new VirtualClock());
const cpu: Series = {
  measurement: 'cpu/usage',
  tags: { pod_name: 'a b', container_name: 'x,y=z', none: '' },
};

async function linesOf(batch: PointColumns): Promise<readonly string[]> {
  const parts = await Array.fromAsync(new PointSerializer(batch).parts(turns));
  return parts.flatMap(({ text }) => text.split('\n').slice(0, -1));
}

describe('lines', () => {
  test('are measurement, sorted tags, float fields and nanoseconds', async () => {
    const key = String.raw`cpu/usage,container_name=x\,y\=z,pod_name=a\ b`;
    expect(
      await linesOf(
        columns([
          { series: cpu, time: 1_795_183_521_702_644_008n, value: 1 },
          { series: cpu, time: -1n, value: 0.1 + 0.2, seconds: 15 },
          { series: cpu, time: -1n, value: -0 },
          { series: { measurement: 'a b,c', tags: {} }, time: 0n, value: 1e300 },
        ]),
      ),
    ).toEqual([
      `${key} value=1 1795183521702644008`,
      `${key} value=0.30000000000000004,seconds=15 -1`,
      `${key} value=-0 -1`,
      String.raw`a\ b\,c value=1e+300 0`,
    ]);
  });

  test('a series is turned into text once', () => {
    expect(lineKey(cpu)).toBe(lineKey(cpu));
    expect(lineKey({ ...cpu })).toEqual(lineKey(cpu));
  });

  test('come in parts that are sent at once, bounded by number and by length', async () => {
    const long: Series = { measurement: 'long', tags: { text: 'x'.repeat(60_000) } };
    for (const [series, count, most] of [
      [cpu, 12_000, 5_000],
      [long, 300, 71],
    ] as const) {
      const time = new BigInt64Array(count).map((_, at) => BigInt(at));
      const batch = { series: [series], index: new Int32Array(count), time, value: new Float64Array(count) };
      const serializer = new PointSerializer(batch);
      batch.value.fill(7); // what the caller does afterwards does not matter
      const places: number[] = [];
      for await (const lines of serializer.parts(turns)) {
        expect(lines.places.length).toBeLessThanOrEqual(most);
        expect(lines.text.split('\n').length - 1).toBe(lines.places.length);
        expect(lines.text).not.toContain('value=7');
        places.push(...lines.places);
      }
      expect(places).toEqual(Array.from({ length: count }, (_, at) => at));
    }
  });

  test('points that no line can say are refused with their places', async () => {
    const serializer = new PointSerializer(
      columns([
        { series: cpu, time: 0n, value: Number.NaN },
        { series: cpu, time: 1n, value: 1 },
        { series: { measurement: 'x', tags: { 'a\\': 'b' } }, time: 0n, value: 1 },
        { series: cpu, time: 2n ** 63n - 1n, value: 1 },
      ]),
    );
    const parts = await Array.fromAsync(serializer.parts(turns));
    expect(parts.map(({ places }) => places)).toEqual([[1]]);
    expect(serializer.refused.map(({ at }) => at)).toEqual([0, 2, 3]);
  });
});
