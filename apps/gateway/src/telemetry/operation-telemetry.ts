import {
  activeSpan,
  type Call,
  correlationIdOf,
  inSpan,
  runAsCall,
  sampledContext,
} from '@audience-sync/platform';
import { type ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable } from '@nestjs/common';
import { type ExecutionArgs, getOperationAST } from 'graphql';

import { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import { operationLabelOf, type OperationLabel } from './operation-label.ts';

type Plugin = NonNullable<ApolloDriverConfig['plugins']>[number];

const nameOf = ({ type, operation }: OperationLabel): string => `${type} ${operation}`;

/** Measures and traces operations of GraphQL. */
@Injectable()
export class OperationTelemetry {
  private readonly calls = new WeakMap<object, Call>();

  constructor(private readonly metrics: GatewayMetrics) {}

  /** For operations over HTTP: the call has its span and its id already, and the span gets the operation's name. */
  get plugin(): Plugin {
    return {
      requestDidStart: () => {
        let end: ((failed: boolean) => void) | null = null;
        return Promise.resolve({
          didResolveOperation: ({ operation }) => {
            if (!operation) return Promise.resolve();
            const label = operationLabelOf(operation);
            activeSpan().updateName(nameOf(label));
            end = this.metrics.operationBegins(label);
            return Promise.resolve();
          },
          willSendResponse: ({ errors }) => {
            end?.(errors !== undefined);
            return Promise.resolve();
          },
        });
      },
    };
  }

  /** For operations over a socket, each of which is a call of its own. */
  call<T extends object>(
    { document, operationName }: ExecutionArgs,
    work: (call: Call | null) => T | Promise<T>,
  ): Promise<T> {
    const node = getOperationAST(document, operationName);
    if (!node) return Promise.resolve(work(null));
    const label = operationLabelOf(node);
    const end = this.metrics.operationBegins(label);
    return inSpan(nameOf(label), { kind: 'server', parent: null }, async (span) => {
      const call = { correlationId: correlationIdOf(null, sampledContext(span)?.traceId ?? null) };
      let failed = true;
      try {
        const result = await runAsCall(call, () => work(call));
        failed = 'errors' in result;
        this.calls.set(result, call);
        return result;
      } finally {
        end(failed);
      }
    });
  }

  /** Does the rest of the work on a result as part of the call that it came of. */
  afterCall<T>(result: object, work: () => T): T {
    const call = this.calls.get(result);
    return call ? runAsCall(call, work) : work();
  }
}
