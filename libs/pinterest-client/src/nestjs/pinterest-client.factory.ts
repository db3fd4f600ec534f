import { PinterestClient, type PinterestClientOptions } from '../client.ts';
import { type TransportOptions } from '../http/transport.ts';

/** Makes a client for each Pinterest login, on the module's options. Cheap: a client holds no connection. */
export class PinterestClientFactory {
  constructor(private readonly options: TransportOptions) {}

  /** `more` overrides the module's options for this client. */
  create(accessToken: PinterestClientOptions['accessToken'], more: TransportOptions = {}): PinterestClient {
    return new PinterestClient({ ...this.options, ...more, accessToken });
  }
}
