import { escapeLike, valuesList } from './sql.ts';

it('numbers the values of rows through, and keeps arrays whole', () => {
  expect(
    valuesList([
      ['a', ['x', 'y']],
      ['b', []],
    ]),
  ).toEqual({ text: '($1,$2),($3,$4)', values: ['a', ['x', 'y'], 'b', []] });
});

it('takes the special meaning from what LIKE would interpret', () => {
  expect(escapeLike('50%_off\\')).toBe('50\\%\\_off\\\\');
});
