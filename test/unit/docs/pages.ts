import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { repository } from '../house/lint.ts';

/** A page of the documentation, by its path in the repository. */
export interface Page {
  readonly file: string;
  readonly text: string;
}

export function page(file: string): Page {
  return { file, text: readFileSync(path.join(repository, file), 'utf8') };
}

/** README and all pages below docs/. */
export async function allPages(): Promise<readonly Page[]> {
  const files = ['README.md'];
  for await (const file of glob('docs/**/*.md', { cwd: repository })) files.push(file);
  return files.toSorted().map(page);
}

/** A heading and what stands below it, up to the next of the same or a higher level. */
export interface Section {
  readonly level: number;
  readonly title: string;
  readonly text: string;
}

const FENCED = /^```[^]*?^```$/gm;
const HEADING = /^(#+) (.+)$/gm;

export function sectionsOf({ text }: Page): readonly Section[] {
  // code keeps its length, so that places stay where they are
  const bare = text.replaceAll(FENCED, (code) => code.replaceAll('#', ' '));
  const headings = [...bare.matchAll(HEADING)].map(({ index, 1: marks = '', 2: title = '' }) => ({
    index,
    level: marks.length,
    title,
  }));
  return headings.map(({ index, level, title }, place) => {
    const next = headings.slice(place + 1).find((other) => other.level <= level);
    return { level, title, text: text.slice(index, next?.index) };
  });
}

/** The anchors that links to headings of a page end in. */
export function anchorsOf(one: Page): readonly string[] {
  return sectionsOf(one).map(({ title }) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Where a page links to, code left out. */
export function linksIn({ text }: Page): readonly string[] {
  const prose = text.replaceAll(FENCED, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
}

/** The words in code, fenced or not. */
export function codeWordsIn(text: string): ReadonlySet<string> {
  const spans = [...text.matchAll(FENCED), ...text.replaceAll(FENCED, '').matchAll(/`[^`\n]+`/g)];
  return new Set(spans.flatMap(([code]) => code.match(/[\w$-]+/g) ?? []));
}
