import { type IncomingMessage, type Server } from 'node:http';
import { type Duplex } from 'node:stream';

import { Injectable, UnauthorizedException, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  execute,
  GraphQLError,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
} from 'graphql';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, type Context } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

import { type Caller } from '../auth/caller.ts';
import { Doorkeeper, TooManyAttemptsException } from '../auth/doorkeeper.ts';
import { ContextFactory } from '../graphql/context-factory.ts';
import { type GraphqlContext } from '../graphql/context.ts';
import { ErrorFormatter } from '../graphql/error-formatter.ts';
import { costProblem, DEFAULT_LIMITS } from '../graphql/limits/limits.ts';
import { KnownDocuments } from './known-documents.ts';
import { SharedResults } from './shared-results.ts';
import { SocketRegistry, TOO_MANY } from './socket-registry.ts';

interface SocketExtra extends Record<PropertyKey, unknown> {
  caller?: Caller;
}
type SocketContext = Context<Record<string, unknown>, Extra & Partial<SocketExtra>>;

const PATH = '/graphql';
const MAX_MESSAGE_BYTES = 1_000_000;
const INIT_TIMEOUT_MS = 10_000;

/** Operations over WebSocket (graphql-transport-ws): the caller is known from the first message on. */
@Injectable()
export class GraphqlSockets implements OnApplicationBootstrap {
  private readonly sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: (offered) =>
      offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false,
  });
  private readonly results = new SharedResults();
  private disposable: { dispose(): Promise<void> | void } | null = null;

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly schemas: GraphQLSchemaHost,
    private readonly doorkeeper: Doorkeeper,
    private readonly contexts: ContextFactory,
    private readonly errors: ErrorFormatter,
    private readonly registry: SocketRegistry,
  ) {}

  onApplicationBootstrap(): void {
    const documents = new KnownDocuments(this.schemas.schema);
    const server = this.http.httpAdapter.getHttpServer() as Server;
    server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    this.disposable = useServer<Record<string, unknown>, SocketExtra>(
      {
        schema: this.schemas.schema,
        connectionInitWaitTimeout: INIT_TIMEOUT_MS,
        onConnect: (context) => this.connect(context),
        context: (context) => this.contexts.create({ caller: callerOf(context) }),
        onSubscribe: (context) => this.crowded(context),
        parse: (source) => documents.parse(typeof source === 'string' ? source : source.body),
        validate: (_schema, document) => documents.validate(document),
        execute: (args) => refused(args) ?? execute(args),
        subscribe: (args) => refused(args) ?? this.results.subscribe(args, sharersOf(args)),
        onNext: ({ extra }, _id, _payload, _args, { data = null, errors }) => {
          this.registry.beforeMessage(extra.socket);
          return { data, ...this.masked(errors) };
        },
        onError: (_context, _id, _payload, errors) => this.errors.formatAll(errors),
      },
      this.sockets,
    );
  }

  /** Ends every socket in good order: clients connect again, to another process. */
  async close(): Promise<void> {
    await this.disposable?.dispose();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (request.url?.split('?')[0] !== PATH)
      return void socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
    this.sockets.handleUpgrade(request, socket, head, (opened) =>
      this.sockets.emit('connection', opened, request),
    );
  }

  private async connect(context: SocketContext): Promise<boolean> {
    const { authorization, Authorization } = context.connectionParams ?? {};
    const { request, socket } = context.extra;
    try {
      const sent = authorization ?? Authorization ?? request.headers.authorization;
      context.extra.caller = await this.doorkeeper.admit(sent, request);
    } catch (error) {
      if (error instanceof TooManyAttemptsException) socket.close(TOO_MANY, 'Too many refused credentials');
      else if (!(error instanceof UnauthorizedException)) throw error;
      return false;
    }
    return this.registry.add(socket, context.extra.caller);
  }

  /** The one that has just come is counted. */
  private crowded({ subscriptions }: SocketContext): readonly GraphQLError[] | undefined {
    const most = this.registry.maxOperations;
    if (Object.keys(subscriptions).length <= most) return undefined;
    const extensions = { code: 'TOO_MANY_OPERATIONS' };
    return [new GraphQLError(`A socket carries at most ${most} operations at a time.`, { extensions })];
  }

  private masked(errors: readonly GraphQLError[] | undefined): Pick<FormattedExecutionResult, 'errors'> {
    return errors ? { errors: this.errors.formatAll(errors) } : {};
  }
}

function callerOf({ extra }: SocketContext): Caller {
  if (!extra.caller) throw new Error('an operation came over a socket that has no caller');
  return extra.caller;
}

/** The same question of the same workspace and role has the same answer. */
function sharersOf({ contextValue }: ExecutionArgs): string {
  const { identity } = contextValue as GraphqlContext;
  return `${identity.caller?.workspaceId} ${identity.caller?.role}`;
}

function refused({ schema, document, operationName, variableValues }: ExecutionArgs): ExecutionResult | null {
  const variables = variableValues as Record<string, unknown> | null | undefined;
  const problem = costProblem({ schema, document, operationName, variables }, DEFAULT_LIMITS);
  return problem && { errors: [problem] };
}
