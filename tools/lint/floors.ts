/**
 * The floors of the house: which room may import what. Imports go down only; this table is the whole rule,
 * `house.ts` reads it. A room is a folder of src/, a file at its top, or one of the parts of cli.
 */

/** How much of a room another may see: all of it, its types, its ports/ folder, or its schema.ts and registry.ts. */
export type Share = 'all' | 'types' | 'ports' | 'schemas';

export interface Floor {
  readonly rooms: Readonly<Partial<Record<Room, Share>>>;
  /** npm packages; default: any. */
  readonly packages?: readonly string[];
  /** Modules of Node, without `node:`; default: any. */
  readonly builtins?: readonly string[];
  /** Adapter families: each folder in the room sees itself and the family's top files, never a sibling. */
  readonly family?: true;
  /** May load what is named only at run time: users' modules. */
  readonly computed?: true;
}

const ground = { lib: 'all', api: 'all' } as const;
const domain = { access: 'all', jobs: 'all', accounting: 'all' } as const;
const engines = { scaling: 'all', nodes: 'all' } as const;
const adapters = { clusters: 'all', signals: 'all', clouds: 'all', stores: 'all' } as const;
const front = { server: 'all', config: 'all' } as const;
const root = { ...ground, ...domain, ...engines, ...adapters, ...front } as const;
const doors = { ...root, service: 'all', 'service.ts': 'all', client: 'all' } as const;

/** Modules of Node that do no I/O and know no time. */
const pure = ['assert', 'buffer', 'crypto', 'events', 'path', 'path/posix', 'url', 'util', 'worker_threads'];

const adapterFamily = {
  rooms: { ...ground, ...domain, scaling: 'ports', nodes: 'ports' },
  family: true,
} as const;

const floorsOfRooms = {
  'main.ts': {
    rooms: { ...doors, cli: 'all', 'cli/program.ts': 'all', 'cli/local': 'all', 'cli/remote': 'all' },
  },
  'cli/program.ts': { rooms: { cli: 'all', 'cli/local': 'all', 'cli/remote': 'all' } },
  'cli/local': { rooms: { ...doors, cli: 'all' } },
  'cli/remote': { rooms: { client: 'all', cli: 'all' } },
  cli: { rooms: { client: 'all' } },

  'service.ts': { rooms: { ...root, service: 'all' } },
  // its parts
  service: { rooms: root, computed: true },

  server: { rooms: { ...ground, ...domain, ...engines } },
  config: {
    rooms: {
      lib: 'all',
      api: 'schemas',
      access: 'schemas',
      jobs: 'schemas',
      accounting: 'schemas',
      scaling: 'schemas',
      nodes: 'schemas',
      clusters: 'schemas',
      signals: 'schemas',
      clouds: 'schemas',
      stores: 'schemas',
      server: 'schemas',
    },
    computed: true,
  },

  scaling: { rooms: { ...ground, ...domain }, builtins: pure },
  nodes: { rooms: { ...ground, ...domain }, builtins: pure },
  clusters: adapterFamily,
  signals: adapterFamily,
  clouds: adapterFamily,
  stores: adapterFamily,

  access: { rooms: { ...ground, jobs: 'types' }, builtins: pure },
  accounting: { rooms: { ...ground, jobs: 'types' }, builtins: pure },
  jobs: { rooms: ground, builtins: pure },

  // libraries that know nothing of JuliaRun either
  lib: { rooms: {}, packages: ['leven', 'node-cron', 'pino', 'pino-pretty', 'zod'] },
  api: { rooms: {}, packages: ['zod'], builtins: [] },

  client: { rooms: { api: 'types' }, packages: [], builtins: [] },
} as const;

export type Room = keyof typeof floorsOfRooms;

export const floors: Readonly<Record<Room, Floor>> = floorsOfRooms;
