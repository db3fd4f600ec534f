import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const BUMPS = ['patch', 'minor', 'major'] as const;

/**
 * The version that the next release of a project gets, by the version plans of Nx
 * (https://nx.dev/docs/guides/nx-release/file-based-versioning-version-plans).
 */
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
  return BUMPS.findIndex((bump) => new RegExp(`^["']?${project}["']?: *["']?${bump}\\b`, 'm').test(head));
}

/** As Nx does (`adjustSemverBumpsForZeroMajorVersion`): before 1.0.0 a major bump raises the minor number, a minor one the patch number. */
function bumped(version: string, bump: number): string {
  const numbers = version.split('.').map((part) => parseInt(part, 10));
  if (bump < 0) return version;
  const place = numbers[0] === 0 ? Math.min(2, 3 - bump) : 2 - bump;
  return numbers.map((number, at) => (at < place ? number : at === place ? number + 1 : 0)).join('.');
}

/** Before 1.0.0 the minor number announces a breaking change, from then on the major number. */
export function announcesBreaking(before: string, after: string): boolean {
  const [oldMajor = 0, oldMinor = 0] = before.split('.').map(Number);
  const [major = 0, minor = 0] = after.split('.').map(Number);
  return major > oldMajor || (major === 0 && minor > oldMinor);
}
