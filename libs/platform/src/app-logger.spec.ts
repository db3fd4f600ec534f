import { createHash } from 'node:crypto';
import { type AppLogger, createLogger } from './app-logger.ts';

const SHA = createHash('sha256').update('ana@example.com').digest();

function logTo(level?: 'debug' | 'silent'): {
  logger: AppLogger;
  lines: string[];
  entries: () => Record<string, unknown>[];
} {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ service: 'worker', destination, ...(level ? { level } : {}) });
  return { logger, lines, entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

it('writes a line of JSON an entry', () => {
  const { logger, lines, entries } = logTo();
  logger.log('batch settled', { batchId: 'bat_1', users: 1_900 });
  expect(lines[0]?.endsWith('}\n')).toBe(true);
  expect(entries()).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
      service: 'worker',
      batchId: 'bat_1',
      users: 1_900,
      msg: 'batch settled',
    },
  ]);
});

it('understands how Nest logs', () => {
  const { logger, entries } = logTo();
  logger.log('Starting', 'NestFactory');
  logger.error('it broke', 'Error: it broke\n    at x.js:1', 'ExceptionsHandler');
  logger.error('it broke', 'Error: it broke\n    at x.js:1');
  logger.warn({ steps: 3 });
  expect(entries()).toMatchObject([
    { msg: 'Starting', context: 'NestFactory' },
    { msg: 'it broke', stack: 'Error: it broke\n    at x.js:1', context: 'ExceptionsHandler' },
    { msg: 'it broke', stack: 'Error: it broke\n    at x.js:1' },
    { level: 'warn', steps: 3 },
  ]);
});

it('writes what is at least as grave as its level', () => {
  const debug = logTo('debug');
  debug.logger.debug('detail');
  debug.logger.verbose('more detail');
  expect(debug.entries().map((entry) => entry.level)).toEqual(['debug']);
  const silent = logTo('silent');
  silent.logger.fatal('nobody hears');
  expect(silent.lines).toEqual([]);
});

it('gives the entries of a child its fields', () => {
  const { logger, entries } = logTo();
  logger.with({ requestId: 'r1' }).info('done');
  expect(entries()).toMatchObject([{ requestId: 'r1', msg: 'done' }]);
});

it('writes of an error its name, words, code, stack and causes, and nothing else', () => {
  const { logger, entries } = logTo();
  const driver = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (name)=(x) exists.',
  });
  const failed = Object.assign(new Error('insert failed', { cause: driver }), {
    parameters: ['secret parameter'],
  });
  logger.error('not stored', { err: failed });
  logger.error(failed);
  logger.error('deep', { context: { attempts: [failed] } });
  const err = {
    type: 'Error',
    message: 'insert failed',
    stack: failed.stack,
    cause: { type: 'Error', message: 'duplicate key', code: '23505', stack: driver.stack },
  };
  expect(entries()).toMatchObject([
    { msg: 'not stored', err },
    { msg: 'insert failed', err },
    { msg: 'deep', context: { attempts: [err] } },
  ]);
  expect(JSON.stringify(entries())).not.toMatch(/secret parameter|Key \(name\)/);
});

it('leaks nothing, wherever it is put', () => {
  const { logger, lines } = logTo('debug');
  const secrets = [
    'ana@example.com',
    'pina_NotAToken',
    'pinr_NotAToken',
    'ask_NotAKey0123456789',
    SHA.toString('hex'),
  ];
  for (const secret of secrets) {
    logger.log(secret, { field: secret, [secret]: 1, deep: [{ a: { b: secret } }] }, secret);
    logger.error(new Error(`refused ${secret}`, { cause: new Error(secret) }));
    logger.error(`failed ${secret}`, `Error: ${secret}\n  at x`, 'Ctx');
    logger.with({ who: secret }).debug(`Bearer ${secret}`, { headers: { authorization: secret } });
  }
  logger.log('bytes', { hash: SHA, nested: { cipher: new Uint8Array(SHA) } });
  logger.log('credentials', { headers: { authorization: 'plain-text-credentials', cookie: 'sid=plain' } });
  const log = lines.join('');
  for (const secret of secrets) expect(log).not.toContain(secret.replace(/^(pin._|ask_)/, ''));
  expect(log).not.toContain('plain-text-credentials');
  expect(log).not.toContain('sid=plain');
  expect(log).not.toContain([...SHA].join(','));
});
