/** A server that tests run against, and where it may be had from. */
export interface Program {
  readonly name: string;
  readonly command: string;
  /** Its package in Debian. */
  readonly debian: string;
  /** Its image, where there is Docker and no Debian. */
  readonly image: string;
}

export const influxd: Program = {
  name: 'InfluxDB 1.x',
  command: 'influxd',
  debian: 'influxdb',
  image: 'influxdb:1.8',
};

/** All that is installed before the tests. */
export const programs: readonly Program[] = [influxd];
