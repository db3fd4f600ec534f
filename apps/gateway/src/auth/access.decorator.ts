import { type Role } from '@audience-sync/domain';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { Extensions } from '@nestjs/graphql';

/** What a door asks of its callers: a role, any valid key, or nothing, with the reason why. */
export type AccessRule =
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'anyRole' }
  | { readonly kind: 'public'; readonly why: string };

export const ACCESS_RULE = 'audience-sync:access';

const declare = (rule: AccessRule): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(ACCESS_RULE, rule), Extensions({ access: rule }));

/** The role a caller needs for this field or route. It is part of the schema too, so a test can walk it. */
export const Requires = (role: Role): ClassDecorator & MethodDecorator => declare({ kind: 'role', role });

/** Open to every valid key, whatever its role. */
export const AnyRole = (): ClassDecorator & MethodDecorator => declare({ kind: 'anyRole' });

/** Open to everybody; says why. */
export const Public = (why: string): ClassDecorator & MethodDecorator => declare({ kind: 'public', why });
