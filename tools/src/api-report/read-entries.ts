import { join } from 'node:path';

import * as ts from 'typescript';

import { type ApiEntry, type ApiSymbol } from './api-entry.ts';
import { declarationText } from './declaration-text.ts';
import { ownComment, toMarkdown } from './doc-comment.ts';
import { type Manifest } from './package-files.ts';
import { undocumentedMembers } from './undocumented.ts';

/**
 * Every entry of a package that has types, read from its built declaration files.
 * @throws Error when one of them was not built
 */
export function readEntries(folder: string, { name, exports }: Manifest): readonly ApiEntry[] {
  const files = Object.entries(exports).flatMap(([path, to]) =>
    typeof to === 'object' && to.import ? [{ path, file: join(folder, to.import.types) }] : [],
  );
  const program = ts.createProgram(
    files.map(({ file }) => file),
    { module: ts.ModuleKind.Node20, target: ts.ScriptTarget.ES2023, types: [], noLib: true },
  );
  return files.map(({ path, file }) => ({
    path: path.replace(/^\./, name),
    symbols: symbolsOf(program, file),
  }));
}

function symbolsOf(program: ts.Program, file: string): readonly ApiSymbol[] {
  const source = program.getSourceFile(file);
  const checker = program.getTypeChecker();
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} is missing: build first`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => toApiSymbol(symbol, checker))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function toApiSymbol(exported: ts.Symbol, checker: ts.TypeChecker): ApiSymbol {
  const { name } = exported;
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const declarations = (symbol.declarations ?? []).map(statementOf);
  const doc = declarations.map(ownComment).join('\n').trim();
  return {
    name,
    doc: toMarkdown(doc),
    code: declarations.map((node) => declarationText(node, checker)).join('\n'),
    undocumented: [
      ...(doc === '' ? [name] : []),
      ...declarations.flatMap((node) =>
        undocumentedMembers(node, checker).map((member) => `${name}.${member}`),
      ),
    ],
  };
}

/** The statement that a variable is declared in: that is where its comment stands. */
function statementOf(declaration: ts.Declaration): ts.Node {
  return ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
}
