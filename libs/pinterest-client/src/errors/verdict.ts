import { factsOf, type OperationId } from '../operations.ts';
import { type ErrorBody } from './error-body.ts';
import { type ErrorClass } from './pinterest-error.ts';

/** A judgement on an answer: its class, whether repeating helps, and why. */
export interface Verdict {
  readonly kind: ErrorClass;
  readonly retryable: boolean;
  readonly reason: string;
}

const no = (kind: ErrorClass, reason: string): Verdict => ({ kind, retryable: false, reason });
const yes = (kind: ErrorClass, reason: string): Verdict => ({ kind, retryable: true, reason });

/** 401 with these codes is about rights, not about the token (3: missing scope, 29: not permitted). */
const PERMISSION_CODES = new Set([3, 29]);
const PERMISSION_WORDS = /\b(scope|permission|permitted|not authori[sz]ed)\b/i;
/** Statuses that ask for another try by their own definition: time-out, conflict, too early. */
const REPEATABLE = new Set([408, 409, 425]);
/** What a proxy may rightly say with a page of its own: the body was too large, there were too many requests. */
const MEANT_BY_PROXIES = new Set([413, 429]);

/**
 * Judges an answer that is not 2xx: HTTP status first, code second, message third, because Pinterest uses
 * one code for several things (2 is both "Authentication failed." and "AdAccount not found.").
 */
export function judgeAnswer(operation: OperationId, status: number, body: ErrorBody): Verdict {
  if (status >= 500)
    return yes('transient', 'Pinterest failed on its side; the same request may succeed later.');
  if (body.isHtml && status >= 400 && !MEANT_BY_PROXIES.has(status))
    return yes(
      'transient',
      'A web page came instead of an API answer: something in between spoke, not the API.',
    );
  if (operation === 'oauth/token') return judgeTokenAnswer(status, body);
  return judgeApiAnswer(operation, status, body);
}

function judgeApiAnswer(operation: OperationId, status: number, body: ErrorBody): Verdict {
  const { addressesResource, carriesRecords } = factsOf(operation);
  if (status === 401) return judge401(body);
  if (status === 403)
    return no(
      'permission',
      'The login may not do this: its role or its scopes do not suffice until someone grants more.',
    );
  if (status === 404 && addressesResource)
    return no(
      'gone',
      'What the request addresses does not exist (any more); repeating will not bring it back.',
    );
  if (carriesRecords && (status === 400 || status === 413 || status === 422))
    return no(
      'badRecords',
      'The records were refused; the same ones will be refused again, a part of them may pass.',
    );
  return judgeRest(status);
}

function judge401({ code, message }: ErrorBody): Verdict {
  const aboutRights = code === null ? PERMISSION_WORDS.test(message ?? '') : PERMISSION_CODES.has(code);
  return aboutRights
    ? no('permission', 'The token lacks a scope or a right; a new token of the same grant would lack it too.')
    : no('token', 'The access token is not valid (any more); it takes a refreshed one, then one more try.');
}

const REFUSED_GRANT = 'The code or refresh token is expired, used or revoked; a person must connect again.';

/** At the token endpoint a 400 or 401 refuses the grant itself, unless it names the app's own credentials. */
function judgeTokenAnswer(status: number, { oauthError }: ErrorBody): Verdict {
  if (oauthError === 'invalid_client' || oauthError === 'unauthorized_client')
    return no('unexpected', "Pinterest refused the app's own id and secret; check the configuration.");
  if (oauthError === 'invalid_scope' || status === 403)
    return no('permission', 'The app may not ask for this grant or one of these scopes.');
  if (status === 400) return no('token', REFUSED_GRANT);
  // Pinterest may answer the same to a wrong app secret: nothing in a bare 401 tells the two apart.
  if (status === 401)
    return no('token', `${REFUSED_GRANT} If every login gets this, check the app's own id and secret.`);
  return judgeRest(status);
}

function judgeRest(status: number): Verdict {
  if (status === 429)
    return yes('throttled', 'A limit was reached; the same request passes once it has recovered.');
  if (REPEATABLE.has(status)) return yes('transient', 'The status itself says that another try may succeed.');
  if (status < 400)
    return no('unexpected', 'A redirect, which is not followed: it could carry records to another host.');
  return no(
    'unexpected',
    'Pinterest refused the request itself; repeating it unchanged gets the same answer.',
  );
}
