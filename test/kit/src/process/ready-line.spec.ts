import { parseReadyLine } from './ready-line.ts';

describe('parseReadyLine', () => {
  it('takes a ready line with everything in it', () => {
    expect(parseReadyLine('{"ready":true,"url":"http://127.0.0.1:1"}')).toEqual({
      ready: true,
      url: 'http://127.0.0.1:1',
    });
  });

  it('takes the reason of a start that failed', () => {
    expect(parseReadyLine('{"ready":false,"error":"PORT is missing"}')).toEqual({
      ready: false,
      error: 'PORT is missing',
    });
  });

  it.each(['listening', '{"level":30,"msg":"ready"}', '{"ready":"true"}', '{broken', ''])(
    'ignores %p',
    (line) => {
      expect(parseReadyLine(line)).toBeUndefined();
    },
  );
});
