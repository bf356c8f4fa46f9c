import { InfluxStore } from '../../src/stores/influxdb/schema.ts';

/** A section `influxdb` of the configuration, read as the configuration is. */
export function influxConfig(section: Readonly<Record<string, unknown>>): InfluxStore {
  return InfluxStore.parse(section);
}
