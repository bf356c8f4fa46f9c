import type { Series } from '../../accounting/points.ts';
import { jobKey } from '../../jobs/job-ref.ts';
import { canonicalTags } from '../canonical-tags.ts';
import { SeriesPoints } from './series-points.ts';

/** All series of one measurement. */
export class Measurement {
  readonly #byTags = new Map<string, SeriesPoints>();
  readonly #byJob = new Map<string, SeriesPoints[]>();
  readonly #byObject = new WeakMap<Series, SeriesPoints>();

  /** The points of a series, empty ones if it is new. */
  of(series: Series): SeriesPoints {
    const points = this.#byObject.get(series) ?? this.#find(series);
    this.#byObject.set(series, points);
    return points;
  }

  ofJob(job: string): readonly SeriesPoints[] {
    return this.#byJob.get(job) ?? [];
  }

  all(): IterableIterator<SeriesPoints> {
    return this.#byTags.values();
  }

  #find({ measurement, tags }: Series): SeriesPoints {
    const text = canonicalTags(tags);
    const known = this.#byTags.get(text);
    if (known !== undefined) return known;
    const points = new SeriesPoints({ measurement, tags: JSON.parse(text) });
    this.#byTags.set(text, points);
    const { namespace_name: namespace, container_name: name } = tags;
    if (namespace !== undefined && name !== undefined) {
      const job = jobKey({ namespace, name });
      this.#byJob.set(job, [...this.ofJob(job), points]);
    }
    return points;
  }
}
