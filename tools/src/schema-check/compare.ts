import { CriticalityLevel, diff, DiffRule } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

/** How a schema changed, in words; breaking: what worked for a client before may not any more. */
export interface SchemaChanges {
  readonly breaking: readonly string[];
  readonly dangerous: readonly string[];
  readonly harmless: readonly string[];
}

/** Compares two schemas, given as SDL. What was deprecated before may go. */
export async function compareSchemas(before: string, after: string): Promise<SchemaChanges> {
  const changes = await diff(buildSchema(before), buildSchema(after), [
    DiffRule.suppressRemovalOfDeprecatedField,
  ]);
  const of = (level: CriticalityLevel) =>
    changes.filter(({ criticality }) => criticality.level === level).map(({ message }) => message);
  return {
    breaking: of(CriticalityLevel.Breaking),
    dangerous: of(CriticalityLevel.Dangerous),
    harmless: of(CriticalityLevel.NonBreaking),
  };
}
