import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';

import { Public } from '../auth/access.decorator.ts';
import { callbackPage, returnAddress } from './callback-page.ts';
import { OAuthCallbackService } from './oauth-callback.service.ts';
import { OAuthStartService } from './oauth-start.service.ts';

/** The page shows what Pinterest calls its users: nothing of it may run. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** The doors that browsers pass on their way to Pinterest and back. */
@Controller('oauth/pinterest')
export class OAuthController {
  constructor(
    private readonly starting: OAuthStartService,
    private readonly callbacks: OAuthCallbackService,
  ) {}

  @Public('A browser comes here; the state, which only connectPinterest gives out, says for whom.')
  @Get()
  start(@Query('state') state: unknown, @Res() response: Response): void {
    const address = this.starting.consentPage(state);
    response.setHeader('cache-control', 'no-store').redirect(302, address);
  }

  @Public('Pinterest sends browsers here; the state, which is good for one use, says for whom.')
  @Get('callback')
  async callback(@Req() request: Request, @Res() response: Response): Promise<void> {
    const outcome = await this.callbacks.receive(request, response);
    const address = returnAddress(outcome);
    response.setHeader('cache-control', 'no-store').setHeader('referrer-policy', 'no-referrer');
    if (address !== null) return response.redirect(303, address);
    response
      .status(outcome.kind === 'connected' ? 200 : outcome.status)
      .setHeader('content-security-policy', POLICY)
      .type('html')
      .send(callbackPage(outcome));
  }
}
