import { type IncomingMessage, type Server } from 'node:http';
import { type Duplex } from 'node:stream';

import {
  Injectable,
  ServiceUnavailableException,
  UnauthorizedException,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, type Context } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

import { type Caller } from '../auth/caller.ts';
import { Doorkeeper, TooManyAttemptsException } from '../auth/doorkeeper.ts';
import { isServiceAway } from '../failures/service-away.ts';
import { KnownDocuments } from './known-documents.ts';
import { SocketOperations } from './socket-operations.ts';
import { SocketRegistry, TOO_MANY } from './socket-registry.ts';

interface SocketExtra extends Record<PropertyKey, unknown> {
  caller?: Caller;
}
type SocketContext = Context<Record<string, unknown>, Extra & Partial<SocketExtra>>;

const PATH = '/graphql';
const MAX_MESSAGE_BYTES = 1_000_000;
const INIT_TIMEOUT_MS = 10_000;
/** "Try Again Later" of the registry of close codes; clients do. */
const TRY_AGAIN = 1_013;

/** Operations over WebSocket (graphql-transport-ws): the caller is known from the first message on. */
@Injectable()
export class GraphqlSockets implements OnApplicationBootstrap {
  private readonly sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: (offered) =>
      offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false,
  });
  private disposable: { dispose(): Promise<void> | void } | null = null;

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly schemas: GraphQLSchemaHost,
    private readonly doorkeeper: Doorkeeper,
    private readonly operations: SocketOperations,
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
        context: (context) => this.operations.contextFor(callerOf(context)),
        onSubscribe: (context) => this.crowded(context),
        parse: (source) => documents.parse(typeof source === 'string' ? source : source.body),
        validate: (_schema, document) => documents.validate(document),
        execute: (args) => this.operations.execute(args),
        subscribe: (args) => this.operations.subscribe(args),
        onNext: ({ extra }, _id, _payload, _args, result) => {
          this.registry.beforeMessage(extra.socket);
          return this.operations.answer(result);
        },
        onError: (_context, _id, _payload, errors) => this.operations.problems(errors),
      },
      this.sockets,
    );
  }

  /** Ends every socket in good order: clients connect again, to another process. */
  async close(): Promise<void> {
    await this.disposable?.dispose();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (request.url?.split('?')[0] !== PATH) return notFound(socket);
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
      else if (error instanceof ServiceUnavailableException || isServiceAway(error))
        socket.close(TRY_AGAIN, 'Try again later');
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
}

/** Nobody else listens to a socket once it asks for an upgrade: what goes wrong with it would end the process. */
function notFound(socket: Duplex): void {
  socket.on('error', () => undefined);
  socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n', () => socket.destroy());
}

function callerOf({ extra }: SocketContext): Caller {
  if (!extra.caller) throw new Error('an operation came over a socket that has no caller');
  return extra.caller;
}
