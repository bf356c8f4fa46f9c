import path from 'node:path/posix';
import { isBuiltin } from 'node:module';
import { floors, type Floor, type Room, type Share } from './floors.ts';

/** One import as a file states it: what it names, and whether it vanishes at run time or loads later. */
export interface Import {
  /** Undefined: computed at run time. */
  readonly specifier: string | undefined;
  readonly typeOnly: boolean;
  readonly lazy: boolean;
}

const familyTop = '';

/** The room of a file, given relative to src/. Undefined: the table has no such room. */
function roomOf(file: string): Room | undefined {
  const [top = '', second = ''] = file.split('/');
  const nested = `${top}/${second}`;
  return [nested, top].find(isRoom);
}

/** Why `file` (relative to src/) may not import this; undefined if it may. */
export function judge(file: string, what: Import): string | undefined {
  const room = roomOf(file);
  if (room === undefined) return `src/${file} is in no room of the table in tools/lint/floors.ts`;
  const floor = floors[room];
  const { specifier } = what;
  if (specifier === undefined) return floor.computed ? undefined : `${room} may not compute what it imports`;
  if (!specifier.startsWith('.')) return judgeBare(room, floor, specifier);

  const target = path.normalize(path.join(path.dirname(file), specifier));
  if (target.startsWith('..')) return `${room} may not import from outside src`;
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) return `src/${target} is in no room of the table in tools/lint/floors.ts`;
  if (targetRoom === room) return floor.family ? judgeFamily(file, target, what) : undefined;

  const share = floor.rooms[targetRoom];
  if (share === undefined) return `${room} may not import ${targetRoom}`;
  return sees(share, targetRoom, target, what)
    ? undefined
    : `${room} may import only the ${share} of ${targetRoom}`;
}

function judgeBare(room: Room, floor: Floor, specifier: string): string | undefined {
  if (isBuiltin(specifier)) {
    const name = specifier.replace(/^node:/, '');
    return floor.builtins?.includes(name) === false ? `${room} may not import node:${name}` : undefined;
  }
  const [scope = '', rest = ''] = specifier.split('/');
  const name = scope.startsWith('@') ? `${scope}/${rest}` : scope;
  if (name === 'juliarun' || name.startsWith('#')) return 'a room is imported by its relative path';
  return floor.packages?.includes(name) === false ? `${room} may not import the package ${name}` : undefined;
}

/** Only registry.ts knows the adapters of its family: their schemas at once, what loads an SDK only lazily. */
function judgeFamily(file: string, target: string, what: Import): string | undefined {
  const from = adapterOf(file);
  const to = adapterOf(target);
  const name = path.basename(target);
  if (from !== familyTop && to === familyTop) {
    return name === 'registry.ts' ? 'an adapter may not import its registry' : undefined;
  }
  if (from === to) return undefined;
  if (from !== familyTop) return `adapters never import each other: ${from} and ${to}`;
  if (path.basename(file) !== 'registry.ts') return 'only the registry of a family may import its adapters';
  if (name === 'schema.ts' || what.typeOnly) return undefined;
  return name === 'create.ts' && what.lazy
    ? undefined
    : "a registry may import an adapter's schema.ts, and its create.ts lazily";
}

/** The adapter folder that a file of a family is in; '' for the files at the family's top. */
function adapterOf(file: string): string {
  const parts = file.split('/');
  return parts.length > 2 ? (parts[1] ?? familyTop) : familyTop;
}

function sees(share: Share, room: Room, target: string, what: Import): boolean {
  if (share === 'types') return what.typeOnly;
  if (share === 'ports') return target.startsWith(`${room}/ports/`);
  if (share === 'schemas') return target === `${room}/schema.ts` || target === `${room}/registry.ts`;
  return true;
}

function isRoom(name: string): name is Room {
  return Object.hasOwn(floors, name);
}
