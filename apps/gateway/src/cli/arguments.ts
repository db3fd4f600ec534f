import { parseArgs } from 'node:util';

import { ROLES, type Role } from '@audience-sync/domain';

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'workspace.create'; readonly name: string; readonly role: Role; readonly json: boolean }
  | {
      readonly kind: 'workspace.rename';
      readonly workspaceId: string;
      readonly name: string;
      readonly json: boolean;
    }
  | { readonly kind: 'workspace.list'; readonly json: boolean }
  | { readonly kind: 'workspace.erase'; readonly workspaceId: string; readonly json: boolean }
  | { readonly kind: 'workspace.erase-users'; readonly workspaceId: string; readonly json: boolean }
  | {
      readonly kind: 'key.create';
      readonly workspaceId: string;
      readonly name: string;
      readonly role: Role;
      /** Null: it never ends by itself. */
      readonly days: number | null;
      readonly json: boolean;
    }
  | { readonly kind: 'key.list'; readonly workspaceId: string; readonly json: boolean }
  | {
      readonly kind: 'key.revoke';
      readonly workspaceId: string;
      readonly keyId: string;
      readonly json: boolean;
    }
  | { readonly kind: 'tokens.reencrypt'; readonly json: boolean }
  | { readonly kind: 'help'; readonly problem: string | null };

export const USAGE = `Usage: node dist/cli.js <command> [--json]      (needs DATABASE_URL)

  workspace create --name NAME [--role ROLE]     a new workspace and its first key, shown once
  workspace rename --workspace ID --name NAME
  workspace list
  workspace erase-users --workspace ID           forgets every user for good; the counts stay
  workspace erase --workspace ID                 the same, and before that: stops its canvases, revokes its keys, deletes its
                                                 tokens, alert channels and who its people are at Pinterest. Both may run
                                                 while everything is at work; again a minute later for what was under way
  key create --workspace ID --name NAME [--role ROLE] [--days N]     ends by itself after N days
  key list   --workspace ID
  key revoke --workspace ID --key ID
  tokens reencrypt     encrypts stored tokens and the targets of alerts with the first of TOKEN_ENCRYPTION_KEYS; the others may go then

ROLE is one of ${ROLES.join(', ')}; ADMIN when left out.
`;

const OPTIONS = {
  name: { type: 'string' },
  role: { type: 'string' },
  workspace: { type: 'string' },
  key: { type: 'string' },
  days: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** Reads a command line. What cannot be understood asks for help, with the reason. */
export function parseCommand(args: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    return values.help
      ? { kind: 'help', problem: null }
      : commandOf(positionals.join(' '), new Options(values));
  } catch (error) {
    return { kind: 'help', problem: (error as Error).message };
  }
}

/** The options of a command; those that are missing are reported by name. */
class Options {
  constructor(
    private readonly values: Partial<Record<'name' | 'role' | 'workspace' | 'key' | 'days', string>> & {
      json?: boolean;
    },
  ) {}

  get json(): boolean {
    return this.values.json ?? false;
  }

  get role(): Role {
    const role = this.values.role ?? 'ADMIN';
    const known = ROLES.find((one) => one === role);
    if (!known) throw new Error(`--role must be one of ${ROLES.join(', ')}`);
    return known;
  }

  /** Null: not given. */
  get days(): number | null {
    const { days } = this.values;
    if (days === undefined) return null;
    if (!/^[1-9]\d{0,4}$/.test(days)) throw new Error('--days must be a whole number from 1 to 99999');
    return Number(days);
  }

  text(option: 'name' | 'workspace' | 'key'): string {
    const value = this.values[option];
    if (!value) throw new Error(`--${option} is missing`);
    return value;
  }
}

function commandOf(name: string, options: Options): Command {
  const { json } = options;
  switch (name) {
    case 'workspace create':
      return { kind: 'workspace.create', name: options.text('name'), role: options.role, json };
    case 'workspace rename':
      return {
        kind: 'workspace.rename',
        workspaceId: options.text('workspace'),
        name: options.text('name'),
        json,
      };
    case 'workspace list':
      return { kind: 'workspace.list', json };
    case 'workspace erase':
      return { kind: 'workspace.erase', workspaceId: options.text('workspace'), json };
    case 'workspace erase-users':
      return { kind: 'workspace.erase-users', workspaceId: options.text('workspace'), json };
    case 'key create':
      return {
        kind: 'key.create',
        workspaceId: options.text('workspace'),
        name: options.text('name'),
        role: options.role,
        days: options.days,
        json,
      };
    case 'key list':
      return { kind: 'key.list', workspaceId: options.text('workspace'), json };
    case 'key revoke':
      return { kind: 'key.revoke', workspaceId: options.text('workspace'), keyId: options.text('key'), json };
    case 'tokens reencrypt':
      return { kind: 'tokens.reencrypt', json };
    default:
      return { kind: 'help', problem: name === '' ? null : `there is no command "${name}"` };
  }
}
