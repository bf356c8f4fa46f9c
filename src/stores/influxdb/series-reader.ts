import type { Series, Tags } from '../../accounting/points.ts';
import type { ResultSeries } from './select.ts';

/** The series that rows belong to. While an answer goes on with the same series it is the same object. */
export class SeriesReader {
  #last: { readonly series: Series; readonly text: string } | undefined;

  of({ name, tags }: ResultSeries): Series {
    const text = JSON.stringify([name, tags]);
    if (this.#last?.text !== text) this.#last = { series: { measurement: name, tags: present(tags) }, text };
    return this.#last.series;
  }
}

/** InfluxDB names all tags of a measurement; those that a series has not are empty. */
export function present(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ''));
}
