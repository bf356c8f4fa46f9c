import { tuneNode } from './lib/tune-node.ts';

// what is imported before this call is loaded without its settings
tuneNode();
const { processIo } = await import('./cli/local/process-io.ts');
const { runCli } = await import('./cli/program.ts');

process.exitCode = await runCli(process.argv.slice(2), processIo());
