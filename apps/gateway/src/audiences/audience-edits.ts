import { InputProblem, InvalidInputError } from '../graphql/user-error.object.ts';

const MAX_DESCRIPTION = 500;
/** Line breaks are welcome in a description; what nobody can see, or what turns the writing round, is not. */
const UNSAFE = /[\p{Cs}\u202A-\u202E\u2066-\u2069]|(?![\n\r\t])\p{Cc}/u;

/** The cleaned description, or what is wrong with it. */
export function readDescription(raw: string | null | undefined): string | null | InvalidInputError {
  const description = raw?.normalize('NFC').trim() || null;
  if (description === null) return null;
  if (description.length > MAX_DESCRIPTION)
    return invalidDescription(`The description is longer than ${MAX_DESCRIPTION} characters.`);
  if (UNSAFE.test(description))
    return invalidDescription(
      'The description holds control characters, or characters that change the direction of writing.',
    );
  return description;
}

const invalidDescription = (message: string): InvalidInputError =>
  new InvalidInputError([new InputProblem(['input', 'description'], message)]);
