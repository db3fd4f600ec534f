import { type Transport } from '../http/transport.ts';
import { type WireObject } from '../http/wire-object.ts';
import { type CallOptions, type PinterestResult } from '../result.ts';

/** The Pinterest user whose token is used. */
export interface UserAccount {
  readonly id: string;
  readonly username: string | null;
  /** `PINNER` or `BUSINESS`. */
  readonly accountType: 'PINNER' | 'BUSINESS' | (string & {}) | null;
  readonly businessName: string | null;
  readonly profileImage: string | null;
  readonly websiteUrl: string | null;
}

function readUserAccount(body: WireObject): UserAccount {
  return {
    id: body.id('id'),
    username: body.text('username'),
    accountType: body.text('account_type'),
    businessName: body.text('business_name'),
    profileImage: body.text('profile_image'),
    websiteUrl: body.text('website_url'),
  };
}

/** `user_account/*`; quota `org_read`, scope `user_accounts:read`. */
export class UserAccountOperations {
  constructor(private readonly transport: Transport) {}

  /** Who the token belongs to. */
  async get(options?: CallOptions): Promise<PinterestResult<UserAccount>> {
    return this.transport.send({
      operation: 'user_account/get',
      path: '/user_account',
      read: readUserAccount,
      options,
    });
  }
}
