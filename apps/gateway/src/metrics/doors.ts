/** The doors, as labels: never a path, which may hold anything. */
const DOORS: readonly (readonly [start: string, door: string])[] = [
  ['/graphql', 'graphql'],
  ['/v1/steps/', 'entries'],
  ['/v1/', 'exports'],
  ['/oauth/', 'oauth'],
];

/** The door that a path belongs to. */
export function doorOf(path: string): string {
  const door = DOORS.find(([start]) => path.startsWith(start))?.[1] ?? 'other';
  return door === 'entries' && !path.endsWith('/entries') ? 'exports' : door;
}
