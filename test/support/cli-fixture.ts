import { runCli } from '../../src/cli/program.ts';
import { VirtualClock } from '../../src/lib/virtual-clock.ts';
import { capturedIo, type CapturedIo } from './captured-io.ts';
import { serverFixture, type ServerFixture } from './server-fixture.ts';

export interface CliFixture extends AsyncDisposable {
  readonly service: ServerFixture;
  readonly clock: VirtualClock;
  readonly url: string;
  /** A world in which the service is known. */
  io(): CapturedIo;
  run(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }>;
  submitDarts(): Promise<void>;
  submitScaler(): Promise<void>;
}

/** Command lines against a listening service. */
export async function cliFixture(): Promise<CliFixture> {
  const clock = new VirtualClock();
  const service = await serverFixture({ clock });
  const { url } = await service.server.listen();
  const io = (): CapturedIo => capturedIo({ env: { JRUN_URL: url }, now: clock.now() });

  async function run(...argv: readonly string[]) {
    const world = io();
    const code = await runCli(argv, world);
    return { code, out: world.out(), err: world.err() };
  }

  async function submit(...argv: readonly string[]): Promise<void> {
    const { code, err } = await run('submit', ...argv);
    if (code !== 0) throw new Error(err);
  }

  async function submitDarts(): Promise<void> {
    const parameters = ['--start_script', 'w.js', '--run-volume=work', '--nworkers', '2'];
    await submit('JuliaParBatchWorkers', 'darts', ...parameters);
  }

  return {
    service,
    clock,
    url,
    io,
    run,
    submitDarts,
    async submitScaler() {
      await submitDarts();
      const metric = 'JobMetric("backlog") / 8';
      const job = 'JuliaParBatchWorkers/darts';
      await submit('JobScaler', 'darts-scaler', '--job', job, '--max', '4', '--metric', metric);
    },
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}
