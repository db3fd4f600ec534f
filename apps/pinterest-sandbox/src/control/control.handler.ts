import { type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { ApiError, badRequest, notFound } from '../http/api-error.ts';
import { type JsonObject, parseJsonObject, readBody } from '../http/request-body.ts';
import { errorAnswer, sendJson } from '../http/send.ts';
import { parseFaultRule } from '../faults/fault.ts';
import { type StateHolder } from '../state.ts';
import { joinedLines } from '../world/member-set.ts';
import { controlActions } from './control-actions.ts';
import { reportState } from './report.ts';

const BODY_BYTES = 1_000_000;

/** Serves `/_control/...`: the door for people and tests, with no authentication, that Pinterest does not have. */
export async function serveControl(
  holder: StateHolder,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  try {
    const members = /^\/_control\/customer_lists\/(\d+)\/members$/.exec(url.pathname);
    if (request.method === 'GET' && members?.[1]) await sendMembers(holder, members[1], response);
    else sendJson(response, { status: 200, body: await answer(holder, request, url), headers: {} });
  } catch (error) {
    sendJson(response, errorAnswer(error));
  }
}

async function answer(holder: StateHolder, request: IncomingMessage, url: URL): Promise<unknown> {
  const state = holder.current;
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /_control/state':
      return reportState(state, url.searchParams.get('digests') !== 'false');
    case 'GET /_control/faults':
      return { faults: state.faults.list() };
    case 'POST /_control/faults':
      return { id: state.faults.add(parseFaultRule(await readJson(request))) };
    case 'DELETE /_control/faults':
      state.faults.clear();
      return { faults: [] };
    case 'POST /_control/reset':
      return reset(holder, await readJson(request));
    default:
      return act(holder, request, url);
  }
}

async function act(holder: StateHolder, request: IncomingMessage, url: URL): Promise<unknown> {
  for (const { pattern, run } of controlActions) {
    const match = pattern.exec(url.pathname);
    if (!match) continue;
    if (request.method !== 'POST') throw new ApiError(405, 5, 'Method not allowed.', 'bad_request');
    return run(holder.current, await readJson(request), match[1] ?? '');
  }
  throw notFound('The control door has no such call.');
}

function reset(holder: StateHolder, body: JsonObject): unknown {
  const seed = body['seed'];
  if (seed !== undefined && !Number.isSafeInteger(seed)) throw badRequest("'seed' must be an integer.");
  holder.reset(seed as number | undefined);
  return { seed: holder.current.seed };
}

/** An empty body stands for an empty object. */
async function readJson(request: IncomingMessage): Promise<JsonObject> {
  const text = await readBody(request, BODY_BYTES);
  if (text instanceof ApiError) throw text;
  return text === '' ? {} : parseJsonObject(text);
}

async function sendMembers(holder: StateHolder, listId: string, response: ServerResponse): Promise<void> {
  const list = holder.current.world.customerLists.get(listId);
  if (!list) throw notFound('Customer list not found.');
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
  await pipeline(Readable.from(joinedLines(list.fields.members.sorted())), response);
}
