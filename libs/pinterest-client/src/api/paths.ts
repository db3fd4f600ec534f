/** Ids are numeric strings (Pinterest's description: `^\d+$`, at most 18 digits); anything else could address something else. */
function checked(name: string, id: string): string {
  if (!/^\d{1,32}$/.test(id)) throw new TypeError(`${name} must be a string of digits`);
  return id;
}

export const adAccountPath = (adAccountId: string) => `/ad_accounts/${checked('adAccountId', adAccountId)}`;

export const customerListsPath = (adAccountId: string) => `${adAccountPath(adAccountId)}/customer_lists`;

export const customerListPath = (adAccountId: string, listId: string) =>
  `${customerListsPath(adAccountId)}/${checked('customerListId', listId)}`;

export const audiencesPath = (adAccountId: string) => `${adAccountPath(adAccountId)}/audiences`;

export const audiencePath = (adAccountId: string, audienceId: string) =>
  `${audiencesPath(adAccountId)}/${checked('audienceId', audienceId)}`;
