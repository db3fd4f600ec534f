import { type OperationId } from '../operations.ts';
import { type FakeCall } from './fake-call.ts';

type Body = Readonly<Record<string, unknown>>;

const CREATED_AT = 1_750_000_000;

const adAccount = (id: string): Body => ({
  id,
  name: `Ad account ${id}`,
  owner: { id: '800000000000000001', username: 'fake_brand' },
  country: 'US',
  currency: 'USD',
  permissions: ['OWNER'],
  created_time: CREATED_AT,
  updated_time: CREATED_AT,
});

const customerList = (id: string, { ids, body }: FakeCall): Body => ({
  id,
  ad_account_id: ids[0],
  name: body.name ?? `Customer list ${id}`,
  status: 'PROCESSING',
  type: 'customerlist',
  num_batches: 1,
  num_uploaded_user_records: 0,
  num_removed_user_records: 0,
  created_time: CREATED_AT,
  updated_time: CREATED_AT,
  exceptions: {},
});

const audience = (id: string, { ids, body }: FakeCall): Body => ({
  id,
  ad_account_id: ids[0],
  name: body.name ?? `Audience ${id}`,
  audience_type: body.audience_type ?? 'CUSTOMER_LIST',
  description: body.description ?? null,
  rule: body.rule ?? { customer_list_id: '700000000000000001' },
  size: null,
  status: 'INITIALIZING',
  type: 'audience',
  created_timestamp: CREATED_AT,
  updated_timestamp: CREATED_AT,
});

const page = (...items: Body[]): Body => ({ items, bookmark: null });

/** What each operation answers until a test says otherwise: the smallest world in which everything works. */
export const DEFAULT_BODIES: Readonly<Record<OperationId, (call: FakeCall) => Body>> = {
  'oauth/token': () => ({
    response_type: 'authorization_code',
    access_token: 'pina_fake',
    refresh_token: 'pinr_fake',
    token_type: 'bearer',
    expires_in: 2_592_000,
    refresh_token_expires_in: 5_184_000,
    scope: 'ads:read,ads:write,user_accounts:read',
  }),
  'user_account/get': () => ({
    id: '800000000000000001',
    username: 'fake_brand',
    account_type: 'BUSINESS',
    business_name: 'Fake brand',
  }),
  'ad_accounts/list': () => page(adAccount('500000000000000001')),
  'ad_accounts/get': ({ ids }) => adAccount(ids[0] ?? ''),
  'terms_of_service/get': ({ ids }) => ({ id: '1', ad_account_id: ids[0], has_accepted: true }),
  'customer_lists/create': (call) => customerList('700000000000000001', call),
  'customer_lists/list': (call) => page(customerList('700000000000000001', call)),
  'customer_lists/get': (call) => customerList(call.ids[1] ?? '', call),
  'customer_lists/update': (call) => customerList(call.ids[1] ?? '', call),
  'audiences/create': (call) => audience('600000000000000001', call),
  'audiences/list': (call) => page(audience('600000000000000001', call)),
  'audiences/get': (call) => audience(call.ids[1] ?? '', call),
  'audiences/update': (call) => audience(call.ids[1] ?? '', call),
};
