import * as ts from 'typescript';

/** The text between the stars of the comment right above a declaration; empty when there is none. */
export function ownComment(node: ts.Node): string {
  const comment = ts
    .getJSDocCommentsAndTags(node)
    .filter((part) => ts.isJSDoc(part))
    .at(-1);
  return comment ? withoutStars(comment.getText()) : '';
}

function withoutStars(comment: string): string {
  return comment
    .replace(/^\/\*\*+|\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim();
}

/** A comment as Markdown: links become code, an example becomes a block, a tag becomes a word. */
export function toMarkdown(comment: string): string {
  const [prose = '', ...examples] = comment.split(/^@example[ \n]?/m);
  const text = prose
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .replace(/^@throws \{(\w+)\}/gm, '\nThrows `$1`:')
    .trim();
  return [text, ...examples.map((code) => `\`\`\`js\n${code.trim()}\n\`\`\``)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** A comment as it stands above a member. */
export function toComment(text: string, indent: string): string {
  const lines = text.trim().split('\n');
  return lines.length === 1
    ? `/** ${lines[0]} */`
    : ['/**', ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join('\n');
}
