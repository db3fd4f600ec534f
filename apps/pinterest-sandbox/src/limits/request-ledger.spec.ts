import { RequestLedger } from './request-ledger.ts';

describe('RequestLedger', () => {
  it('counts refused requests in the most seen in a second, and keeps them out of the admitted ones', () => {
    const ledger = new RequestLedger();
    for (let index = 0; index < 9; index++) {
      ledger.received('u1', 'ads_write', index * 100);
      if (index < 7) {
        ledger.admitted('u1', 'ads_write', index * 100);
        ledger.accepted('u1', 'ads_write');
      } else ledger.refused('u1', 'ads_write', 'requests_per_second', 429);
    }
    expect(ledger.report('u1')).toEqual({
      ads_write: {
        received: 9,
        accepted: 7,
        refused: 2,
        refusedByReason: { requests_per_second: 2 },
        answered429: 2,
        maxRequestsInAnySecond: 9,
        maxRequestsInAny60Seconds: 9,
        maxAdmittedInAnySecond: 7,
        maxAdmittedInAny60Seconds: 7,
      },
    });
  });

  it('keeps users and categories apart', () => {
    const ledger = new RequestLedger();
    ledger.received('u1', 'ads_read', 0);
    ledger.received('u2', 'ads_write', 0);
    ledger.refused('u2', 'ads_write', 'bad_request', 400);
    expect(ledger.report('u1')).toMatchObject({ ads_read: { received: 1 } });
    expect(ledger.report('u2')).toMatchObject({
      ads_write: { refusedByReason: { bad_request: 1 }, answered429: 0 },
    });
    expect(ledger.report('u3')).toEqual({});
  });
});
