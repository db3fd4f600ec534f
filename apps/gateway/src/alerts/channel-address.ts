import { isIP } from 'node:net';

import { isPublicAddress } from '@audience-sync/platform';

import { InputProblem, InvalidInputError } from '../graphql/user-error.object.ts';

const MAX_LENGTH = 2_000;
/** One mailbox, without a name or comments; whoever owns the domain decides the rest. */
const MAILBOX = /^[^\s@<>(),;:"\\[\]]{1,64}@[^\s@<>(),;:"\\[\]]{1,253}$/;

const refuse = (field: string, message: string): InvalidInputError =>
  new InvalidInputError([new InputProblem(['input', field], message)]);

/** A web address that may be called, or why not. Where its name leads to is looked at with every call. */
export function readWebhookUrl(text: string, allowPrivate: boolean): string | InvalidInputError {
  if (text.length > MAX_LENGTH) return refuse('url', `The address is longer than ${MAX_LENGTH} characters.`);
  if (!URL.canParse(text)) return refuse('url', 'This is not a web address.');
  const { protocol, username, password, hostname, href } = new URL(text);
  if (protocol !== 'https:' && !(allowPrivate && protocol === 'http:'))
    return refuse('url', 'The address must begin with https://.');
  if (username !== '' || password !== '') return refuse('url', 'The address must not hold a password.');
  if (!allowPrivate && isPrivateHost(hostname))
    return refuse('url', 'The address must be one of the open internet.');
  return href;
}

export function readMailbox(text: string): string | InvalidInputError {
  const address = text.trim();
  return MAILBOX.test(address) ? address : refuse('address', 'This is not an e-mail address.');
}

function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return !isPublicAddress(host);
  return !host.includes('.') || /\.?(localhost|local|internal)\.?$/.test(host);
}
