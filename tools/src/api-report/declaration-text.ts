import * as ts from 'typescript';

import { ownComment, toComment } from './doc-comment.ts';
import { isPublic, publicMembers } from './members.ts';

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A declaration as its reader wants it: members with their comments, inherited ones too; nothing private, no `export`. */
export function declarationText(node: ts.Node, checker: ts.TypeChecker): string {
  const source = node.getSourceFile().text;
  const from = node.getStart();
  const edits = [...hide(node), ...inherit(node, checker)].sort((a, b) => b.from - a.from);
  let text = source.slice(0, node.end);
  for (const edit of edits) text = text.slice(0, edit.from) + edit.text + text.slice(edit.to);
  return text
    .slice(from)
    .replace(/\r/g, '')
    .replace(/^(export )?(declare )?/, '')
    .trim();
}

/** What the interface says that this member implements; empty when none does. */
export function inheritedComment(member: ts.ClassElement | ts.TypeElement, checker: ts.TypeChecker): string {
  const symbol = member.name && checker.getSymbolAtLocation(member.name);
  return symbol ? ts.displayPartsToString(symbol.getDocumentationComment(checker)) : '';
}

function hide(node: ts.Node): Edit[] {
  if (!ts.isClassDeclaration(node)) return [];
  return node.members
    .filter((member) => !isPublic(member))
    .map((member) => ({ from: member.getFullStart(), to: member.end, text: '' }));
}

function inherit(node: ts.Node, checker: ts.TypeChecker): Edit[] {
  return publicMembers(node).flatMap((member) => {
    const comment = ownComment(member) === '' ? inheritedComment(member, checker) : '';
    const at = member.getStart();
    return comment === '' ? [] : [{ from: at, to: at, text: `${toComment(comment, '    ')}\n    ` }];
  });
}
