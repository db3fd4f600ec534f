import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One operation of docs/graphql.md, and what the comment before it says of its answer. */
export interface GuideStep {
  readonly name: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** Word for word as it stands there. */
  readonly text: string;
  readonly variables: string;
  readonly keep: readonly (readonly [name: string, path: string])[];
  readonly expect: readonly (readonly [path: string, json: string])[];
  readonly isEventual: boolean;
  readonly then: string | null;
}

export const GUIDE = readFileSync(join(__dirname, '../../../../docs/graphql.md'), 'utf8');
const BLOCK = /(?:<!-- ([^\n]*) -->\n\n)?```graphql\n([\s\S]*?)^```\n(?:\n```json\n([\s\S]*?)^```\n)?/gm;

export function guideSteps(): GuideStep[] {
  return [...GUIDE.matchAll(BLOCK)].map(([, notes = '', text = '', variables = '{}']) => {
    const head = /^(query|mutation|subscription) (\w+)/.exec(text);
    if (!head) throw new Error(`an operation has no name: ${text}`);
    const said = notes.split('; ').map((note) => note.split(/: (.*)/s));
    const of = (word: string) => said.filter(([key]) => key === word).map(([, value = '']) => value);
    const pair = (note: string) => note.split(/ = (.*)/s).slice(0, 2) as [string, string];
    return {
      kind: head[1] as GuideStep['kind'],
      name: head[2] ?? '',
      ...{ text, variables },
      keep: of('keep').map(pair),
      expect: [...of('expect'), ...of('eventually')].map(pair),
      isEventual: of('eventually').length > 0,
      then: of('then')[0] ?? null,
    };
  });
}

/** What lies at a path such as `nodes.0.id`. */
export function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((found, key) => (found as Record<string, unknown> | null)?.[key], value);
}
