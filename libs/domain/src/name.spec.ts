import { parseName } from './name.ts';

it.each([
  ['  Summer sale  ', 'Summer sale'],
  ['Käufer – größer als 100 €', 'Käufer – größer als 100 €'],
  ['Cafe\u0301', 'Café'],
  ['x', 'x'],
  ['a'.repeat(100), 'a'.repeat(100)],
  ['🎁'.repeat(100), '🎁'.repeat(100)],
  ['👩‍👩‍👧 families', '👩‍👩‍👧 families'],
  ['קונים חוזרים', 'קונים חוזרים'],
  ['می‌خواهم', 'می‌خواهم'],
])('takes %j', (raw, name) => {
  expect(parseName(raw)).toEqual({ name });
});

it.each([
  ['', 'EMPTY'],
  ['   ', 'EMPTY'],
  ['\u200B\u200D', 'EMPTY'],
  ['a'.repeat(101), 'TOO_LONG'],
  ['🎁'.repeat(101), 'TOO_LONG'],
  ['two\nlines', 'CONTROL_CHARACTER'],
  ['nul\u0000', 'CONTROL_CHARACTER'],
  ['del\u007F', 'CONTROL_CHARACTER'],
  ['line\u2028separator', 'CONTROL_CHARACTER'],
  ['half \uD83C a character', 'CONTROL_CHARACTER'],
  ['gnp.\u202Egnp', 'BIDI_CONTROL'],
  ['isolate\u2066d\u2069', 'BIDI_CONTROL'],
])('refuses %j as %s', (raw, problem) => {
  expect(parseName(raw)).toEqual({ problem });
});
