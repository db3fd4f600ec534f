import { ExpressAdapter } from '@nestjs/platform-express';
import { type Application } from 'express';

import { type FrontServer } from './front-server.ts';

/** Express on a server that is open already, so the application is initialised and never told to listen. */
export class FrontAdapter extends ExpressAdapter {
  constructor(private readonly front: FrontServer) {
    super();
  }

  override initHttpServer(): void {
    this.setHttpServer(this.front.handOver());
    this.front.server.on('request', this.getInstance<Application>());
  }
}
