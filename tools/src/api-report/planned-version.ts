import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const BUMPS = ['patch', 'minor', 'major'] as const;
type Bump = (typeof BUMPS)[number];

/** The version that the next release of a project gets, by the version plans in `.nx/version-plans` (https://nx.dev/docs/guides/nx-release/file-based-versioning-version-plans). */
export function plannedVersion(version: string, project: string, plansFolder: string): string {
  const plans = existsSync(plansFolder)
    ? readdirSync(plansFolder).filter((file) => file.endsWith('.md'))
    : [];
  const bumps = plans.map((file) => bumpIn(readFileSync(join(plansFolder, file), 'utf8'), project));
  return bumped(version, Math.max(-1, ...bumps));
}

/** The place in {@link BUMPS} of what the head of a plan says of a project; -1 when it says nothing. */
function bumpIn(plan: string, project: string): number {
  const [, head = ''] = /^---\n([\s\S]*?)\n---/.exec(plan) ?? [];
  const said = new RegExp(`^["']?${project}["']?: *["']?(\\w+)`, 'm').exec(head)?.[1];
  return BUMPS.indexOf(said as Bump);
}

function bumped(version: string, bump: number): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => parseInt(part, 10));
  if (bump < 0) return version;
  return [`${major}.${minor}.${patch + 1}`, `${major}.${minor + 1}.0`, `${major + 1}.0.0`][bump] ?? version;
}

/** Before 1.0.0 the minor number announces a breaking change, from then on the major number. */
export function announcesBreaking(before: string, after: string): boolean {
  const [[oldMajor = 0, oldMinor = 0], [major = 0, minor = 0]] = [before, after].map((text) =>
    text.split('.').map(Number),
  ) as [number[], number[]];
  return major > oldMajor || (major === 0 && oldMajor === 0 && minor > oldMinor);
}
