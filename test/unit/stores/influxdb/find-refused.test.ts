import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { findRefused } from '../../../../src/stores/influxdb/find-refused.ts';
import { InfluxRefusal } from '../../../../src/stores/influxdb/influx-errors.ts';

/** How a server tells of bad lines: how many it dropped; not all of them; or it stores nothing of the request. */
type Manner = 'counts' | 'counts-some' | 'takes-nothing';

class Server {
  readonly stored = new Set<string>();
  requests = 0;
  readonly #manner: Manner;

  constructor(manner: Manner) {
    this.#manner = manner;
  }

  send = (text: string): Promise<void> => {
    this.requests++;
    const lines = text.split('\n');
    const bad = lines.filter((line) => line.includes('bad'));
    if (bad.length === 0 || this.#manner !== 'takes-nothing') {
      for (const line of lines) if (!bad.includes(line)) this.stored.add(line);
    }
    if (bad.length === 0) return Promise.resolve();
    const dropped = this.#manner === 'counts' ? bad.length : Math.ceil(bad.length / 2);
    const suffix = this.#manner === 'takes-nothing' ? '' : ` dropped=${dropped}`;
    return Promise.reject(new InfluxRefusal(`partial write: they are bad${suffix}`));
  };

  async refusal(text: string): Promise<InfluxRefusal> {
    const error: unknown = await this.send(text).catch((one: unknown) => one);
    if (error instanceof InfluxRefusal) return error;
    throw new Error('nothing is refused');
  }
}

test('tells exactly the bad lines, and has every other one stored, however the server tells of them', async () => {
  const manner = fc.constantFrom<Manner>('counts', 'counts-some', 'takes-nothing');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), manner, async (bad, how) => {
      fc.pre(bad.includes(true));
      const lines = bad.map((one, at) => `${at % 3 ? 'cpu' : 'mem'} ${one ? 'bad' : 'good'}=${at} ${at * 7}`);
      const server = new Server(how);
      const refused = await findRefused(lines, await server.refusal(lines.join('\n')), server.send);
      expect([...refused.keys()].toSorted((a, b) => a - b)).toEqual(
        bad.flatMap((one, at) => (one ? [at] : [])),
      );
      expect(new Set(refused.values())).toEqual(new Set(['they are bad']));
      expect(server.stored).toEqual(new Set(lines.filter((_, at) => bad[at] !== true)));
    }),
  );
});

test.each([
  ['of one series', (at: number) => `cpu,pod=${at % 100 === 7 ? 'bad' : at % 100} value=1 ${at}`, 'limit'],
  [
    'older than the others',
    (at: number) => `cpu,pod=${at % 100} ${at < 100 ? 'bad' : 'value'}=1 ${at}`,
    'retention policy',
  ],
])('needs few requests where the bad lines are %s', async (_, line, reason) => {
  const lines = Array.from({ length: 5_000 }, (_one, at) => line(at));
  const server = new Server('counts');
  const send = (text: string): Promise<void> =>
    server.send(text).catch((error: unknown) => {
      if (!(error instanceof InfluxRefusal)) throw error;
      throw new InfluxRefusal(`partial write: beyond the ${reason} dropped=${error.dropped}`);
    });
  const first = new InfluxRefusal(`partial write: beyond the ${reason} dropped=1`);
  expect((await findRefused(lines, first, send)).size).toBe(
    lines.filter((one) => one.includes('bad')).length,
  );
  expect(server.requests).toBeLessThan(60);
});

test('any other failure ends the search', async () => {
  const away = new Error('away');
  const found = findRefused(['a x=1 1', 'b x=1 1'], new InfluxRefusal('no'), () => Promise.reject(away));
  await expect(found).rejects.toBe(away);
});
