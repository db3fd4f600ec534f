import { InputProblem, InvalidInputError, type InputPath } from '../graphql/user-error.object.ts';
import { isExternalId, MAX_ID_LENGTH } from '../entries/user-packer.ts';
import { MAX_NAMED_USERS } from './delivery.results.ts';

const BAD_ID = `Each id is text of 1 to ${MAX_ID_LENGTH} characters without control characters.`;

/** What is wrong with the ids of users, if anything. */
export function problemWith(ids: readonly string[], path: InputPath): InvalidInputError | null {
  const isCountFine = ids.length >= 1 && ids.length <= MAX_NAMED_USERS;
  if (!isCountFine) return invalid(path, `Name 1 to ${MAX_NAMED_USERS} users.`);
  const bad = ids.findIndex((id) => !isExternalId(id));
  return bad < 0 ? null : invalid(ids.length === 1 ? path : [...path, String(bad)], BAD_ID);
}

function invalid(path: InputPath, message: string): InvalidInputError {
  return new InvalidInputError([new InputProblem(path, message)]);
}
