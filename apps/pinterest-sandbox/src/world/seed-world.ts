import { type Clock } from '../clock.ts';
import { type SandboxOptions } from '../options.ts';
import { type AdAccount, type User } from './ad-account.ts';
import { World } from './world.ts';

const AGENCY_ACCOUNTS = 310;
const DAY_MS = 86_400_000;
const MARKETS = [
  { country: 'US', currency: 'USD' },
  { country: 'GB', currency: 'GBP' },
  { country: 'BR', currency: 'BRL' },
  { country: 'DE', currency: 'EUR' },
];

/** The fixed cast, each user for one kind of situation. The same seed makes the same ids and numbers. */
export function seedWorld(options: SandboxOptions, seed: number, clock: Clock): World {
  const world = new World(options, seed, clock);
  const one = world.addUser('sandbox_business_one', 'Sandbox Business One');
  const two = world.addUser('sandbox_partner_two', 'Sandbox Partner Two');
  const three = world.addUser('sandbox_agency_three', 'Sandbox Agency Three');
  const four = world.addUser('sandbox_no_terms_four', 'Sandbox No Terms Four');
  const five = world.addUser('sandbox_ads_manager_five', 'Sandbox Ads Manager Five');
  addOwnAccounts(world, one, 3);
  shareAccounts(addOwnAccounts(world, two, 4), one);
  addOwnAccounts(world, three, AGENCY_ACCOUNTS);
  for (const account of addOwnAccounts(world, four, 2)) account.termsAccepted = false;
  const [main] = addOwnAccounts(world, five, 2);
  if (main) fillAdsManager(world, main, options.presetAudiences);
  world.skipIds(options.skippedIds);
  return world;
}

function addOwnAccounts(world: World, owner: User, count: number): AdAccount[] {
  return Array.from({ length: count }, (_, index) =>
    world.addAdAccount(owner, `${owner.businessName} account ${index + 1}`, MARKETS[index % MARKETS.length]),
  );
}

/** The last account of the partner stays unshared: it exists and yet is out of reach. */
function shareAccounts(accounts: AdAccount[], guest: User): void {
  accounts[0]?.permissions.set(guest.id, ['ADMIN']);
  accounts[1]?.permissions.set(guest.id, ['AUDIENCE_MANAGER']);
  accounts[2]?.permissions.set(guest.id, ['ANALYST']);
}

function fillAdsManager(world: World, account: AdAccount, audiences: number): void {
  addAdsManagerAudiences(world, account, audiences);
  const partner = [...world.adAccounts.values()].find(
    ({ owner }) => owner.username === 'sandbox_partner_two',
  );
  if (!partner) return;
  addAdsManagerAudiences(world, partner, 3);
  account.receivedAudiences.push(...partner.audiences);
}

/** Audiences as if made by hand in Ads Manager: of every kind, a few too small, names not unique. */
export function addAdsManagerAudiences(world: World, account: AdAccount, count: number): void {
  const already = account.audiences.length;
  for (let index = 0; index < count; index++) {
    const number = already + index + 1;
    const people = number % 10 === 0 ? 40 : 100 + Math.floor(world.random() * 500_000);
    if (number % 4 === 0) addVisitorAudience(world, account, number, people);
    else addListAudience(world, account, number, people);
  }
}

function addVisitorAudience(world: World, account: AdAccount, number: number, people: number): void {
  world.addAudience(account, {
    audienceType: 'VISITOR',
    source: people,
    name: `Site visitors ${number}`,
    description: 'Made in Ads Manager',
    rule: { visitor_source_id: ['2600000000001'], retention_days: 180 },
    ageMs: 90 * DAY_MS,
  });
}

function addListAudience(world: World, account: AdAccount, number: number, people: number): void {
  const name = number % 7 === 0 ? 'Newsletter readers' : `Customers ${number}`;
  const ageMs = 60 * DAY_MS;
  const list = world.addCustomerList(account, { name, listType: 'EMAIL', formerPeople: people, ageMs });
  world.addAudience(account, {
    audienceType: 'CUSTOMER_LIST',
    source: list,
    name,
    description: 'Made in Ads Manager',
    rule: { customer_list_id: list.fields.id },
    ageMs,
  });
}
