import path from 'node:path';
import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { z } from 'zod';
import { clusters, type ClusterType } from '../clusters/registry.ts';
import { nearest } from '../lib/nearest.ts';
import { checkTogether, type SoundSections } from './check-together.ts';
import { ConfigSource } from './config-source.ts';
import { formatPath } from './config-path.ts';
import { expectedBy } from './expected.ts';
import { explainIssue, NO_WORDS, type PlacedComplaint } from './explain-issue.ts';
import { hideSecrets } from './hide-secrets.ts';
import { parseJsonc } from './parse-jsonc.ts';
import { ConfigError, type ConfigProblem } from './problem.ts';
import { readTree, type ReadValues } from './read-tree.ts';
import { clusterTypes, settingsOf, standardCluster, type Settings } from './schema.ts';
import type { Surroundings } from './secret-ref.ts';
import { SourceText } from './source-text.ts';

/** A checked configuration, and the file that it was read from. Printed whole, it shows no secrets. */
export type Config = Settings & { readonly source: ConfigSource };

/** Reads the text of a configuration file; `file` is its name in messages. ConfigError with all that is wrong with it. */
export function parseConfig(
  text: string,
  { file, ...surroundings }: Surroundings & { readonly file: string },
): Config {
  const content = new SourceText(file, text.replace(/^\uFEFF/, ''));
  const parsed = parseJsonc(content.text);
  if ('faults' in parsed) {
    const source = new ConfigSource(content, undefined);
    throw new ConfigError(parsed.faults.map((fault) => source.problemAt(fault, [], fault)));
  }

  const source = new ConfigSource(content, parsed.root);
  const schema = settingsOf[clusterTypeIn(parsed.root, source, surroundings)];
  const expected = expectedBy(schema);
  const read = readTree(parsed.root, expected, source, surroundings);
  const result = schema.safeParse(read.value, { error: () => NO_WORDS });
  const issues = result.success ? [] : result.error.issues;
  const sections = result.success
    ? { kuberscaler: undefined, ...result.data }
    : soundSections(schema, read.value);
  const complaints = [
    ...issues.flatMap((issue) => explainIssue(issue, read.value, expected)).map(hintAtCluster),
    ...checkTogether(sections),
  ];
  const problems = [...read.problems, ...complaints.flatMap((complaint) => locate(complaint, read, source))];
  if (!result.success || problems.length > 0) throw new ConfigError(problems.toSorted(byPlace));

  const { compute } = result.data;
  if ('state' in compute) compute.state = path.resolve(compute.state); // the default is relative
  return hideSecrets(result.data, source);
}

/** Decides the schema, so it is read first; a misspelt one is taken for what it resembles, and told later. */
function clusterTypeIn(root: Node, source: ConfigSource, surroundings: Surroundings): ClusterType {
  const node = findNodeAtLocation(root, ['clustertype']);
  const value = node && readTree(node, expectedBy(z.string()), source, surroundings).value;
  const meant = typeof value === 'string' ? nearest(value, clusterTypes) : undefined;
  return clusterTypes.find((name) => name === meant) ?? standardCluster;
}

/** Of a file with mistakes, the sections without. */
function soundSections(schema: z.ZodObject, values: unknown): SoundSections {
  if (typeof values !== 'object' || values === null) return {};
  const sections = Object.entries(schema.shape).flatMap(([name, section]) => {
    const result = z.safeParse(section, Object.hasOwn(values, name) ? Reflect.get(values, name) : undefined);
    return result.success ? [[name, result.data]] : [];
  });
  return Object.fromEntries(sections);
}

/** A key of `compute` that another cluster knows. */
function hintAtCluster(complaint: PlacedComplaint): PlacedComplaint {
  const [section, key] = complaint.path;
  if (section !== 'compute' || complaint.path.length !== 2 || complaint.aim !== 'key') return complaint;
  const other = clusterTypes.find((name) => Object.hasOwn(clusters[name].schema.shape, String(key)));
  return other === undefined
    ? complaint
    : { ...complaint, fix: `remove it, or set "clustertype" to "${other}"` };
}

function locate(
  { path: at, aim, ...complaint }: PlacedComplaint,
  read: ReadValues,
  source: ConfigSource,
): ConfigProblem[] {
  const places = at.map((_part, index) => formatPath(at.slice(0, index + 1)));
  if (places.some((place) => read.unread.has(place))) return []; // told already
  const isSecret = places.some((place) => read.secret.has(place));
  const found = isSecret ? 'holds a secret that cannot stand here' : complaint.found;
  return [source.problem(at, { ...complaint, found }, aim)];
}

function byPlace(a: ConfigProblem, b: ConfigProblem): number {
  return a.line - b.line || a.column - b.column;
}
