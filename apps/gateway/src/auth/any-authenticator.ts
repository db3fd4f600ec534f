import { Authenticator } from './authenticator.port.ts';
import { type Caller } from './caller.ts';
import { RememberedCallers } from './remembered-callers.ts';

/** Tries one kind of credential after the other. A burst of calls with one credential is looked up once. */
export class AnyAuthenticator extends Authenticator {
  private readonly callers = new RememberedCallers();

  constructor(private readonly kinds: readonly Authenticator[]) {
    super();
  }

  async authenticate(credential: string): Promise<Caller | null> {
    return stillGood(await this.callers.get(credential, () => this.find(credential)));
  }

  override async remembered(credential: string): Promise<Caller | null> {
    return stillGood(await this.callers.peek(credential));
  }

  private async find(credential: string): Promise<Caller | null> {
    for (const kind of this.kinds) {
      const caller = await kind.authenticate(credential);
      if (caller) return caller;
    }
    return null;
  }
}

const stillGood = (caller: Caller | null): Caller | null =>
  caller?.untilMs != null && caller.untilMs <= Date.now() ? null : caller;
