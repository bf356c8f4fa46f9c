#!/usr/bin/env node
// Plain JavaScript that any Node can run: it finds a Node that can run JuliaRun, then starts it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const needed = 24;

if (Number.parseInt(process.versions.node, 10) >= needed) {
  const source = new URL('../src/main.ts', import.meta.url);
  const built = new URL('../dist/main.js', import.meta.url);
  const main = existsSync(source) ? source : built;
  process.argv[1] = fileURLToPath(main);
  await import(main.href);
} else {
  runWith(newerNode());
}

/** The Node that the package `node`, a development dependency, brings. */
function newerNode() {
  try {
    return createRequire(import.meta.url).resolve('node/bin/node');
  } catch {
    console.error(`juliarun needs Node ${needed} or newer; this is ${process.versions.node}`);
    process.exit(1);
  }
}

/** Runs this file with another Node, in our place as far as the caller can see. */
function runWith(node) {
  // its folder first on PATH, so that jobs whose executable is `node` get the same one
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env,
  });
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGINT', 'SIGQUIT']) {
    process.on(signal, () => {
      // the keys of a terminal reach the child anyway, and must not count twice
      const fromKeyboard = process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT');
      if (!fromKeyboard) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`juliarun: cannot run ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
