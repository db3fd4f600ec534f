import { type UserInput } from './enter-step.results.ts';
import { type PackedUsers, type RejectedUser } from './packed-users.ts';
import { UserPacker } from './user-packer.ts';

/** Hashes the users of one call. The last function that sees their raw identifiers. */
export function packUsers(inputs: readonly UserInput[]): {
  readonly users: PackedUsers;
  readonly rejected: RejectedUser[];
} {
  const packer = new UserPacker(inputs.length);
  const rejected: RejectedUser[] = [];
  inputs.forEach(({ externalId, emails, idfas, maids }, index) => {
    const refusal = packer.add(externalId, emails, idfas, maids);
    if (refusal !== null) rejected.push({ index, ...refusal });
  });
  return { users: packer.finish(), rejected };
}
