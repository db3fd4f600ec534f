import { type PackedItems } from '@audience-sync/batching-scheduler';
import { MATCH_FIELDS, type MatchField } from '@audience-sync/domain';

/** What Pinterest takes a list for when nothing is said. Its records may be "any mix" of kinds all the same. */
const MIXED: MatchField = 'EMAIL';

/** The kind of list for these first records: what all of them are. A key's tag is its field's place in `MATCH_FIELDS`. */
export function listKindOf(items: PackedItems): MatchField {
  const first = items.keyTags[0];
  const uniform = first !== undefined && items.keyTags.every((tag) => tag === first);
  return (uniform ? MATCH_FIELDS[first] : MIXED) ?? MIXED;
}
