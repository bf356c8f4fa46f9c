import { collectionIn, splitList } from './collections.ts';
import { show, ValueError } from './value-error.ts';
import { numberIn } from './values.ts';
import { arriving, wireForm } from './wire-form.ts';

/** Named ports: where the process listens, where the service offers it. */
export type Ports = Readonly<Record<string, readonly [container: number, service: number]>>;

const MOST = 1_000;

type Entry = readonly [name: string, ports: readonly [number, number]];

/**
 * Ports in every form: `http:8080:80,https:443`, `8000:8000`, `8000`, `Dict("http"=>(8080,80))`, `{"http": [8080, 80]}`.
 * Without a name it is port<container>; without a container port that is the service's.
 */
export function ports() {
  const allowed =
    'name:container:service, name:port, container:service or port, several with commas, or {"name": [container, service]}';
  return wireForm(arriving.ports, allowed, (value): Ports => {
    const said = typeof value === 'string' ? (collectionIn(value) ?? splitList(value)) : value;
    const entries = entriesOf(said);
    if (entries.length > MOST) throw new ValueError(`has ${entries.length} ports, more than ${MOST}`);
    refuseTwice(
      'name',
      entries.map(([name]) => name),
    );
    refuseTwice(
      'service port',
      entries.map(([, [, service]]) => service),
    );
    return Object.fromEntries(entries);
  });
}

function entriesOf(value: unknown): readonly Entry[] {
  if (Array.isArray(value)) return value.map((item) => short(String(item)));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).map(([name, item]) => [named(name), pairOf(item)]);
  return [short(String(value))];
}

/** One item of the list form. A number in the first place means that there is no name. */
function short(item: string): Entry {
  const parts = item.split(':').map((part) => part.trim());
  const name = /^\d+$/.test(parts[0] ?? '') ? undefined : parts.shift();
  const [container, service = container] = parts.map((part) => port(part));
  if (container === undefined || service === undefined || parts.length > 2)
    throw new ValueError(`has ${show(item)}`);
  return [name === undefined ? `port${container}` : named(name), [container, service]];
}

function pairOf(item: unknown): readonly [number, number] {
  if (typeof item === 'string' && item.includes(':')) return pairOf(item.split(':'));
  const [container, service = container, ...more] = (Array.isArray(item) ? item : [item]).map((part) =>
    port(part),
  );
  if (container === undefined || service === undefined || more.length > 0)
    throw new ValueError(`has ${show(item)}`);
  return [container, service];
}

function port(value: unknown): number {
  const number = numberIn(value);
  if (number !== undefined && Number.isInteger(number) && number >= 1 && number <= 65_535) return number;
  throw new ValueError(`has the port ${show(value)}; ports are 1 to 65535`);
}

function named(name: string): string {
  if (/^[A-Za-z][\w-]{0,62}$/.test(name)) return name;
  throw new ValueError(
    `has the port name ${show(name)}; names start with a letter and hold letters, digits, - and _`,
  );
}

function refuseTwice(what: string, values: readonly (string | number)[]): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw new ValueError(`has the ${what} ${twice} twice`);
}
