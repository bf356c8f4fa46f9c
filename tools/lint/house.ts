import path from 'node:path';
import { judge, type Import } from './judge.ts';

/** The lint plugin `house`: what the built-in rules cannot say. The parts of the plugin API that it uses: */
interface Context {
  readonly filename: string;
  readonly cwd: string;
  readonly sourceCode: { isGlobalReference(node: Node): boolean };
  report(finding: { node: Node; message: string }): void;
}

interface Node {
  readonly type: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly source?: Node | null;
  readonly importKind?: string;
  readonly exportKind?: string;
  readonly accessibility?: string | null;
  readonly kind?: string;
  readonly callee?: Node;
  readonly arguments?: readonly Node[];
  readonly object?: Node;
}

type Rule = { create(context: Context): Record<string, (node: Node) => void> };

/** Imports go down only: see floors.ts. */
const floors: Rule = {
  create(context) {
    const file = path.relative(path.join(context.cwd, 'src'), context.filename).replaceAll(path.sep, '/');
    if (file.startsWith('..')) return {};

    function check(node: Node, source: Node | null | undefined, how: Partial<Import> = {}): void {
      if (source === null || source === undefined) return; // an export of its own
      const specifier = typeof source.value === 'string' ? source.value : undefined;
      const message = judge(file, { typeOnly: false, lazy: false, ...how, specifier });
      if (message !== undefined) context.report({ node, message });
    }

    return {
      ImportDeclaration: (node) => check(node, node.source, { typeOnly: node.importKind === 'type' }),
      ExportNamedDeclaration: (node) => check(node, node.source, { typeOnly: node.exportKind === 'type' }),
      ExportAllDeclaration: (node) => check(node, node.source, { typeOnly: node.exportKind === 'type' }),
      ImportExpression: (node) => check(node, node.source, { lazy: true }),
      TSImportType: (node) => check(node, node.source, { typeOnly: true }),
      NewExpression(node) {
        // the file of a worker: new URL('./writer.ts', import.meta.url)
        const [target, base] = node.arguments ?? [];
        if (node.callee?.name !== 'URL' || base?.object?.type !== 'MetaProperty') return;
        if (typeof target?.value === 'string' && /\.[jt]s$/.test(target.value))
          check(node, target, { lazy: true });
      },
    };
  },
};

/** The current time is a Clock's; `new Date(time)` converts and may stay. */
const noCurrentDate: Rule = {
  create(context) {
    function check(node: Node): void {
      const { callee } = node;
      if (callee?.name !== 'Date' || !context.sourceCode.isGlobalReference(callee)) return;
      if (node.type === 'NewExpression' && node.arguments?.length !== 0) return;
      context.report({ node, message: 'the current time comes from a Clock' });
    }
    return { NewExpression: check, CallExpression: check };
  },
};

/** Private is `#private`; only a constructor has no such form. */
const hashPrivate: Rule = {
  create(context) {
    function check(node: Node): void {
      if (node.accessibility !== 'private' || node.kind === 'constructor') return;
      context.report({ node, message: 'private members are #private' });
    }
    return { PropertyDefinition: check, MethodDefinition: check };
  },
};

export default {
  meta: { name: 'house' },
  rules: { floors, 'no-current-date': noCurrentDate, 'hash-private': hashPrivate },
};
