import * as ts from 'typescript';

import { publicMembers } from './members.ts';

/** One thing that a caller can depend on, without its comments. */
export interface Term {
  readonly text: string;
  /** Who hands such an object over must set it: new ones break those who do. */
  readonly isRequired: boolean;
}

/** Terms by where they stand, such as `@scope/name#Options.maxItems`. */
export type Contract = ReadonlyMap<string, Term>;

const printer = ts.createPrinter({ removeComments: true });

/** Reads the terms out of a report: what its `ts` blocks declare. */
export function contractOf(report: string): Contract {
  const terms = new Map<string, Term>();
  for (const section of report.split(/^## /m).slice(1)) {
    const [path = ''] = section.split('\n', 1);
    for (const [, code = ''] of section.matchAll(/^```ts\n([\s\S]*?)^```/gm)) addTerms(terms, path, code);
  }
  return terms;
}

function addTerms(terms: Map<string, Term>, path: string, code: string): void {
  const source = ts.createSourceFile('report.d.ts', code, ts.ScriptTarget.ES2023, true);
  const print = (node: ts.Node): string =>
    printer.printNode(ts.EmitHint.Unspecified, node, source).replace(/\s+/g, ' ');
  for (const statement of source.statements) {
    const name = nameOf(statement, source);
    const isOpen = hasMembers(statement);
    add(terms, `${path}#${name}`, isOpen ? headOf(statement, print) : print(statement), false);
    if (!isOpen) continue;
    for (const member of publicMembers(statement)) {
      const isRequired = ts.isTypeElement(member) && !member.questionToken;
      add(terms, `${path}#${name}.${member.name?.getText() ?? 'new'}`, print(member), isRequired);
    }
  }
}

/** Overloads of one name are terms of their own. */
function add(terms: Map<string, Term>, key: string, text: string, isRequired: boolean): void {
  let free = key;
  for (let n = 2; terms.has(free); n++) free = `${key}(${n})`;
  terms.set(free, { text, isRequired });
}

function hasMembers(
  node: ts.Node,
): node is ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration {
  if (ts.isTypeAliasDeclaration(node)) return ts.isTypeLiteralNode(node.type);
  return ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node);
}

/** Name, type parameters and what is extended or implemented. */
function headOf(
  node: ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration,
  print: (node: ts.Node) => string,
): string {
  const bases = ts.isTypeAliasDeclaration(node) ? [] : (node.heritageClauses ?? []);
  return [node.name?.text ?? '', ...(node.typeParameters ?? []).map(print), ...bases.map(print)].join(' ');
}

function nameOf(statement: ts.Statement, source: ts.SourceFile): string {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText(source)).join();
  const { name } = statement as { name?: ts.Node };
  return name?.getText(source) ?? statement.getText(source).slice(0, 40);
}
