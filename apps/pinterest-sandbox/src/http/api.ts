import { type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault } from '../faults/fault.ts';
import { type RateHeaders } from '../limits/rate-limits.ts';
import { type SandboxState, type StateHolder } from '../state.ts';
import { ApiError } from './api-error.ts';
import { type Caller, identify } from './caller.ts';
import { faultAnswer } from './fault-answer.ts';
import { type Call, type Operation } from './operation.ts';
import { readBody } from './request-body.ts';
import { type Router } from './router.ts';
import { type Answer, errorAnswer, rateHeaders, sendHalf, sendJson } from './send.ts';

/** What the client gets to see: an answer, half of one, a cut connection, or nothing at all. */
type Outcome = Answer | { half: Answer } | 'reset' | 'hang';

type Exchange = { state: SandboxState; operation: Operation; caller: Caller; call: Call };

/** Serves one request below `/v5`. */
export async function serveApi(
  holder: StateHolder,
  router: Router,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const state = holder.current;
  const outcome = await receive(state, router, request, url).catch((error: unknown) => errorAnswer(error));
  if (outcome === 'hang') return;
  if (outcome === 'reset') {
    request.socket.destroy();
    return;
  }
  await networkTime(state);
  if ('half' in outcome) sendHalf(response, outcome.half);
  else sendJson(response, outcome);
}

async function receive(
  state: SandboxState,
  router: Router,
  request: IncomingMessage,
  url: URL,
): Promise<Outcome> {
  const body = await readBody(request, state.options.unknowns.maxBodyBytes);
  const { operation, params } = router.find(request.method ?? 'GET', url.pathname.slice('/v5'.length));
  await networkTime(state);
  const caller = identify(state, operation, request);
  if (body instanceof ApiError) caller.problem ??= body;
  const bodyText = typeof body === 'string' ? body : '';
  const call = { state, params, query: url.searchParams, bodyText, nowMs: state.clock.now() };
  return admit({ state, operation, caller, call });
}

async function admit(exchange: Exchange): Promise<Outcome> {
  const { state, operation, caller, call } = exchange;
  state.ledger.received(caller.id, operation.category, call.nowMs);
  if (caller.problem?.reason === 'authentication') return refuse(exchange, caller.problem);
  const admission = state.limits.admit(caller.id, operation.category, call.nowMs);
  if (!admission.admitted) {
    const error = new ApiError(
      429,
      8,
      'You have exceeded your rate limit. Try again later.',
      admission.reason,
    );
    return refuse(exchange, error, admission.rate);
  }
  state.ledger.admitted(caller.id, operation.category, call.nowMs);
  return inflict(exchange, admission.rate);
}

async function inflict(exchange: Exchange, rate: RateHeaders | undefined): Promise<Outcome> {
  const fault = exchange.state.faults.take(faultSubject(exchange));
  if (!fault) return perform(exchange, rate);
  switch (fault.kind) {
    case 'delay':
      await sleep(fault.ms ?? 0, undefined, { ref: false });
      return perform({ ...exchange, call: { ...exchange.call, nowMs: exchange.state.clock.now() } }, rate);
    case 'apply-then-reset':
      perform(exchange, rate);
      return 'reset';
    case 'apply-then-cut':
      return { half: perform(exchange, rate) };
    case 'reset':
    case 'hang':
      countFault(exchange, 0);
      return fault.kind;
    case 'status':
      return answerFault(exchange, fault);
  }
}

function perform(exchange: Exchange, rate: RateHeaders | undefined): Answer {
  const { state, operation, caller, call } = exchange;
  try {
    if (caller.problem) throw caller.problem;
    const body = operation.access === 'app' ? operation.handle(call) : handleForUser(operation, caller, call);
    state.ledger.accepted(caller.id, operation.category);
    return { status: 200, body, headers: rateHeaders(state.options, rate, 200) };
  } catch (error) {
    if (error instanceof ApiError) return refuse(exchange, error, rate);
    throw error;
  }
}

function handleForUser(operation: Operation, { user }: Caller, call: Call): unknown {
  if (operation.access === 'app' || !user) throw new Error(`${operation.id} was called without a user`);
  return operation.handle({ ...call, user });
}

function refuse({ state, operation, caller }: Exchange, error: ApiError, rate?: RateHeaders): Answer {
  state.ledger.refused(caller.id, operation.category, error.reason, error.status);
  return {
    status: error.status,
    body: error.body,
    headers: { ...rateHeaders(state.options, rate, error.status), ...error.headers },
  };
}

function answerFault(exchange: Exchange, fault: Fault): Answer {
  const answer = faultAnswer(fault);
  countFault(exchange, answer.status);
  return answer;
}

function countFault({ state, operation, caller }: Exchange, status: number): void {
  state.ledger.refused(caller.id, operation.category, 'fault', status);
}

function faultSubject({ operation, caller, call }: Exchange) {
  const listInRule = /"customer_list_id"\s*:\s*"(\d+)"/;
  const listId =
    call.params['customer_list_id'] ??
    (operation.id === 'audiences/create' ? listInRule.exec(call.bodyText)?.[1] : undefined);
  return { operation: operation.id, userId: caller.user?.id, listId, bodyText: call.bodyText };
}

/** One way through the network: half of the mean round trip, and some jitter. */
async function networkTime({ options, networkRandom }: SandboxState): Promise<void> {
  const ms = options.latencyMs / 2 + networkRandom() * options.latencyJitterMs;
  if (ms > 0) await sleep(ms, undefined, { ref: false });
}
