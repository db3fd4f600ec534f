import { parseCommand } from './arguments.ts';

describe('the command line', () => {
  it('makes a workspace with an admin key by default', () => {
    expect(parseCommand(['workspace', 'create', '--name', 'Shop', '--json'])).toEqual({
      kind: 'workspace.create',
      name: 'Shop',
      role: 'ADMIN',
      json: true,
    });
  });

  it.each<[string[], string | null]>([
    [[], null],
    [['--help'], null],
    [['workspace', 'make'], 'there is no command "workspace make"'],
    [['workspace', 'create'], '--name is missing'],
    [['workspace', 'erase'], '--workspace is missing'],
    [['workspace', 'erase-users'], '--workspace is missing'],
    [
      ['key', 'create', '--workspace', 'w', '--name', 'n', '--role', 'BOSS'],
      '--role must be one of ADMIN, EDITOR, VIEWER, INGEST',
    ],
    [
      ['key', 'create', '--workspace', 'w', '--name', 'n', '--days', '0'],
      '--days must be a whole number from 1 to 99999',
    ],
    [['workspace', 'rename', '--workspace', 'w'], '--name is missing'],
    [['key', 'list', '--workspace', 'w', '--role', 'x', 'more'], 'there is no command "key list more"'],
  ])('asks for help with %j', (args, problem) => {
    expect(parseCommand(args)).toEqual({ kind: 'help', problem });
  });
});
