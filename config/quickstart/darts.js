/** Throws darts at a square and counts those inside the circle: the share is a quarter of pi. */
export function dartsInCircle(darts) {
  let inside = 0;
  for (let i = 0; i < darts; i++) {
    if (Math.random() ** 2 + Math.random() ** 2 < 1) inside++;
  }
  return inside;
}

/** How many darts this machine throws in about `ms` milliseconds. */
export function dartsIn(ms) {
  const trial = 2_000_000;
  dartsInCircle(trial);
  const start = performance.now();
  dartsInCircle(trial);
  return Math.round((trial * ms) / (performance.now() - start));
}
