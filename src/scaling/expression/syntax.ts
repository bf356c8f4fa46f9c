import type { OperatorName } from '../functions/operators.ts';

/** An expression as written, before its names are given a meaning. `at` is where a piece begins. */
export type Syntax = { readonly at: number; readonly depth: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly brackets: '()' | '[]'; readonly items: readonly Syntax[] }
  | { readonly kind: 'range'; readonly low: Syntax; readonly high: Syntax }
  | { readonly kind: 'operation'; readonly operator: OperatorName; readonly operands: readonly Syntax[] }
  | { readonly kind: 'lambda'; readonly parameters: readonly string[]; readonly body: Syntax }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly positional: readonly Syntax[];
      readonly keywords: readonly { readonly name: string; readonly at: number; readonly value: Syntax }[];
    }
);

export type Call = Extract<Syntax, { kind: 'call' }>;
export type Lambda = Extract<Syntax, { kind: 'lambda' }>;
