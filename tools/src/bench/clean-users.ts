import { type UserLine } from '../demo/user-file.ts';

/** Users as a journey engine sends them: an id and one e-mail address. */
export function* cleanUsers(count: number, prefix = 'user'): Generator<UserLine> {
  for (let index = 0; index < count; index++)
    yield { id: `${prefix}-${index}`, email: `maria.silva.${prefix}.${index}@mail.example.com` };
}
