import { alertMessage } from './alert.ts';

describe('alertMessage', () => {
  it.each([
    ['ERRORED_USERS', 1, '1 user of the step "x" was given up within a day.'],
    ['ERRORED_USERS', 2, '2 users of the step "x" were given up within a day.'],
    ['BACKLOG_OLD', 1, 'Users of the audience "x" have waited for 1 minute.'],
    ['BACKLOG_OLD', 20, 'Users of the audience "x" have waited for 20 minutes.'],
    ['CONNECTION_EXPIRING', 1, 'The Pinterest login "x" ends within 1 day. Connect Pinterest again before.'],
    ['CONNECTION_EXPIRING', 0, 'The Pinterest login "x" ends within 0 days. Connect Pinterest again before.'],
  ] as const)('of %s counts to %i', (kind, figure, message) => {
    expect(alertMessage({ kind, name: 'x', figure })).toBe(message);
  });
});
