import fc from 'fast-check';

import { LineSplitter, type Line } from './line-splitter.ts';

function splitAll(parts: readonly Buffer[], maxLineBytes = 1_000): Line[] {
  const splitter = new LineSplitter(maxLineBytes);
  const lines = parts.flatMap((part) => splitter.push(part));
  return [...lines, ...splitter.end()];
}

const codes = (lines: readonly Line[]): string[] =>
  lines.map((line) => (typeof line === 'string' ? line : line.code));

describe('LineSplitter', () => {
  it('gives the same lines wherever the bytes are cut', () => {
    const text = fc.array(
      fc.string({ unit: 'binary' }).map((line) => line.replaceAll('\n', '').replace(/^\ufeff/, '')),
    );
    fc.assert(
      fc.property(text, fc.array(fc.nat(200)), (wanted, cuts) => {
        const body = Buffer.from(wanted.map((line) => `${line}\n`).join(''));
        const places = [...cuts.filter((cut) => cut < body.length), 0, body.length].sort((a, b) => a - b);
        const parts = places.slice(1).map((place, at) => body.subarray(places[at], place));
        expect(splitAll(parts)).toEqual(wanted.map((line) => Buffer.from(line).toString()));
      }),
    );
  });

  it('takes a last line without a newline', () => {
    expect(splitAll([Buffer.from('a\nb')])).toEqual(['a', 'b']);
  });

  it('drops a byte order mark', () => {
    expect(splitAll([Buffer.from('\ufeffa\n')])).toEqual(['a']);
  });

  it('reports a line that is too long, holds none of it, and goes on', () => {
    const part = Buffer.alloc(600, 'x');
    expect(codes(splitAll([part, part, part, Buffer.from('\nnext\n')]))).toEqual(['LINE_TOO_LONG', 'next']);
    expect(codes(splitAll([Buffer.from(`${'x'.repeat(1_001)}\nnext\n`)]))).toEqual(['LINE_TOO_LONG', 'next']);
    expect(codes(splitAll([part, part]))).toEqual(['LINE_TOO_LONG']);
  });

  it('reports only the line that is not UTF-8', () => {
    const body = Buffer.concat([
      Buffer.from('good\n'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('\nalso good\n'),
    ]);
    expect(codes(splitAll([body]))).toEqual(['good', 'INVALID_UTF8', 'also good']);
  });
});
