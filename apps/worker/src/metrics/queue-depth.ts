import { type Job, QUEUES, RedisConnections } from '@audience-sync/messaging';
import { getQueueToken } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { type Queue } from 'bull';
import { Gauge, Registry } from 'prom-client';

/** How many jobs wait, run and are delayed, asked of Redis when somebody reads the metrics. */
@Injectable()
export class QueueDepth {
  constructor(modules: ModuleRef, connections: RedisConnections, registry: Registry) {
    const gauge = new Gauge({
      name: 'audience_sync_jobs',
      help: 'Jobs by queue and state; absent while Redis is away',
      labelNames: ['queue', 'state'],
      registers: [registry],
      async collect() {
        gauge.reset();
        if (connections.commands.status !== 'ready') return;
        for (const name of QUEUES) {
          const queue = modules.get<Queue<Job>>(getQueueToken(name), { strict: false });
          const { waiting, active, delayed } = await queue.getJobCounts();
          for (const [state, jobs] of Object.entries({ waiting, active, delayed }))
            gauge.set({ queue: name, state }, jobs);
        }
      },
    });
  }
}
