import { allowedIn } from './write-log.ts';

describe('allowedIn', () => {
  it('is seven more with every second', () => {
    expect([allowedIn(0), allowedIn(1), allowedIn(10.5)]).toEqual([7, 14, 80]);
  });

  it('ends at 400 within a minute and begins anew with the next', () => {
    expect([allowedIn(57), allowedIn(59.9), allowedIn(60), allowedIn(120)]).toEqual([400, 400, 407, 807]);
  });
});
