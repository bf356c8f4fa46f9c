/** The buffers of columns, to hand them over to another thread. */
export function buffersOf<Columns extends object>(
  columns: Columns & Readonly<Record<keyof Columns, { readonly buffer: ArrayBuffer }>>,
): readonly ArrayBuffer[] {
  return Object.values<{ readonly buffer: ArrayBuffer }>(columns).map(({ buffer }) => buffer);
}
