/** Fields that are undefined are left out. */
export function jsonBody(fields: Readonly<Record<string, unknown>>) {
  return { contentType: 'application/json', text: JSON.stringify(fields) };
}
