import * as ts from 'typescript';

import { inheritedComment } from './declaration-text.ts';
import { ownComment } from './doc-comment.ts';
import { publicMembers } from './members.ts';

/** A name that tells its own unit, or that there is none: `waitMs`, `maxBytes`, `resetSeconds`, `createdAt`. */
const TELLS_UNIT = /(?:Ms|Bytes|Seconds|At|^items|^count|^attempt)$/;

/**
 * Members that nobody could use without a word: methods, what may be left out (what happens then?) and figures without a
 * unit. A comment of the interface that a class implements counts.
 */
export function undocumentedMembers(node: ts.Node, checker: ts.TypeChecker): readonly string[] {
  return publicMembers(node)
    .filter(
      (member) => needsWords(member) && ownComment(member) === '' && inheritedComment(member, checker) === '',
    )
    .map((member) => member.name?.getText() ?? 'new');
}

function needsWords(member: ts.ClassElement | ts.TypeElement): boolean {
  if (ts.isMethodDeclaration(member) || ts.isMethodSignature(member)) return true;
  if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) return false;
  if (member.questionToken) return true;
  return /\bnumber\b/.test(member.type?.getText() ?? '') && !TELLS_UNIT.test(member.name.getText());
}
