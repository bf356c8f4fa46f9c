import { loadConfig } from '../../config/load-config.ts';
import { createService } from '../../service.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { style } from '../style.ts';
import { configPath } from './config-path.ts';

/**
 * Runs the service until SIGTERM or SIGINT. The first of them stops it cleanly, a second one at once,
 * jobs included where they end with the service. SIGHUP reads the configuration file again.
 */
export async function serve(io: Io, file: string | undefined): Promise<number> {
  const path = configPath(io, file);
  const stop = new AbortController();
  const now = new AbortController();
  using signals = new DisposableStack();
  signals.use(
    io.onSignal(['SIGINT', 'SIGTERM'], (name) => {
      if (!stop.signal.aborted) io.stderr.write(`${name}: stopping; once more stops at once\n`);
      (stop.signal.aborted ? now : stop).abort();
    }),
  );
  await using service = await createService(await loadConfig(path, io.env));
  await service.start();
  // the service tells its log how a reload went
  signals.use(io.onSignal(['SIGHUP'], () => void service.reload({ apply: false }).catch(() => undefined)));
  io.stdout.write(welcome(io, service.url));
  await aborted(stop.signal);
  await service.stop(now.signal);
  return now.signal.aborted ? exitCodes.interrupted : exitCodes.ok;
}

function welcome(io: Io, url: string): string {
  const bold = (text: string): string => style(io.stdout, 'bold', text);
  const hints = [
    ['juliarun list', 'jobs and scalers'],
    ['juliarun scalers', 'what each scaler sees and does'],
    ['juliarun explain SCALER', 'why'],
    ['juliarun tail -f', 'what the jobs write'],
  ];
  return [
    '',
    `JuliaRun listens on ${bold(url)}   (metrics: ${url}/metrics, API: ${url}/openapi.json)`,
    'Try in another terminal:',
    ...hints.map(
      ([command = '', what = '']) =>
        `  ${bold(`npx ${command}`.padEnd(30))} ${style(io.stdout, 'dim', what)}`,
    ),
    'Ctrl-C stops it.',
    '',
    '',
  ].join('\n');
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
