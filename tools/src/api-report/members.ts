import * as ts from 'typescript';

/** What a caller can reach of a class, an interface or an object type. */
export function publicMembers(node: ts.Node): readonly (ts.ClassElement | ts.TypeElement)[] {
  if (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node))
    return [...node.members].filter(isPublic);
  return ts.isTypeAliasDeclaration(node) && ts.isTypeLiteralNode(node.type) ? [...node.type.members] : [];
}

export function isPublic(member: ts.Node): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return !(ts.isClassElement(member) && ts.getCombinedModifierFlags(member) & hidden);
}
