import { MAX_NAME_LENGTH, parseName, type NameProblem } from '@audience-sync/domain';

import { InputProblem, InvalidInputError, type InputPath } from './user-error.object.ts';

const WORDS: Record<NameProblem, string> = {
  EMPTY: 'The name is empty.',
  TOO_LONG: `The name is longer than ${MAX_NAME_LENGTH} characters.`,
  CONTROL_CHARACTER: 'The name holds a control character or a line break.',
  BIDI_CONTROL: 'The name holds characters that change the direction of writing.',
};

/** The cleaned name, or what is wrong with it. */
export function readName(raw: string, path: InputPath = ['input', 'name']): string | InvalidInputError {
  const result = parseName(raw);
  return 'name' in result
    ? result.name
    : new InvalidInputError([new InputProblem(path, WORDS[result.problem])]);
}
