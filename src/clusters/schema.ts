import { z } from 'zod';
import { filePath, program } from '../lib/fields.ts';

const Name = z.string().regex(/^\w[\w.-]{0,252}$/, {
  error: ({ input }) =>
    `is ${JSON.stringify(input)}; allowed: letters, digits and _, and inside also . and -`,
});

const volume = { name: Name, readonly: z.boolean().default(false) };
const sized = { ...volume, capacity: z.string().optional() };

/** Where volumes come from, by kind. Jobs know a volume only by its name, which is unique across kinds. */
export const Storage = z.strictObject({
  glusterfs: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        ip: z.array(z.string().min(1)).min(1),
        mount: z.array(z.strictObject({ ...sized, volume: z.string().min(1) })),
      }),
    )
    .default([]),
  nfs: z
    .array(
      z.strictObject({
        ...sized,
        server: z.string().min(1),
        path: z.string().regex(/^\//, 'is no absolute path'),
      }),
    )
    .default([]),
  azurefs: z
    .array(z.strictObject({ ...sized, credential: z.string().min(1), share: z.string().min(1) }))
    .default([]),
  azuredisk: z.array(z.strictObject({ ...sized, disk: z.string().min(1), uri: z.url() })).default([]),
  gitrepo: z.array(z.strictObject({ ...volume, repository: z.string().min(1) })).default([]),
  gce: z
    .array(z.strictObject({ ...sized, disk: z.string().min(1), fs_type: z.string().default('ext4') }))
    .default([]),
  ebs: z
    .array(z.strictObject({ ...sized, volume_id: z.string().min(1), fs_type: z.string().default('ext4') }))
    .default([]),
  scratch: z.array(z.strictObject(sized)).default([]),
  hostpath: z.array(z.strictObject({ ...sized, path: filePath() })).default([]),
});
export type Storage = z.output<typeof Storage>;

/** What a job's `image` stands for. On the local cluster the executable alone counts. */
const Image = z
  .strictObject({
    image: z.string().min(1).optional(),
    executable: program().optional(),
    juliaver: z.string().optional(),
  })
  .refine((image) => image.image !== undefined || image.executable !== undefined, {
    message:
      'has neither "executable" nor "image"; add the program (local cluster), the container image, or both',
  });
export type Image = z.output<typeof Image>;

export const Images = z.record(Name, Image);
export type Images = z.output<typeof Images>;

/** Names of package bundles; each is a read-only volume of that name and a read-write one with `rw` behind it. */
export const Packages = z.array(Name);
export type Packages = z.output<typeof Packages>;

/** One volume that jobs can name, and where its name stands in the storage section. */
export interface NamedVolume {
  readonly kind: keyof Storage;
  readonly name: string;
  readonly readonly: boolean;
  readonly at: readonly (string | number)[];
}

/** Every volume that jobs can name, of all kinds. */
export function volumesOf({ glusterfs, ...others }: Storage): readonly NamedVolume[] {
  const mounts = glusterfs.flatMap((cluster, index) =>
    cluster.mount.map((mount, place) => ({
      kind: 'glusterfs' as const,
      name: mount.name,
      readonly: mount.readonly,
      at: ['glusterfs', index, 'mount', place, 'name'],
    })),
  );
  const rest = kindsIn(others).flatMap((kind) =>
    others[kind].map((one, index) => ({
      kind,
      name: one.name,
      readonly: one.readonly,
      at: [kind, index, 'name'],
    })),
  );
  return [...mounts, ...rest];
}

function kindsIn<T extends object>(storage: T): (keyof T)[] {
  return Object.keys(storage).filter((kind): kind is keyof T & string => kind in storage);
}
