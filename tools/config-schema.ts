import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { editorSchema } from './schema/editor-schema.ts';

/** Writes the schema by which editors check and complete configuration files, in the house's format. */
const file = 'config/juliarun.schema.json';
writeFileSync(file, JSON.stringify(editorSchema()));
execFileSync('oxfmt', [file], { stdio: 'inherit' });
