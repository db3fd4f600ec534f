import { type Job, QUEUES } from '@audience-sync/messaging';
import { createBullBoard } from '@bull-board/api';
import { BullAdapter } from '@bull-board/api/bullAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { getQueueToken } from '@nestjs/bull';
import { type INestApplicationContext } from '@nestjs/common';
import { type Queue } from 'bull';
import express, { type RequestHandler } from 'express';
import { createHash, timingSafeEqual } from 'node:crypto';
import { type RequestListener } from 'node:http';

const PATH = '/queues';

/** Bull's dashboard behind a password. It shows ids only: nothing else is in a job. */
export function queueDashboard(app: INestApplicationContext, password: string): RequestListener {
  const board = new ExpressAdapter();
  board.setBasePath(PATH);
  const queues = QUEUES.map((name) => app.get<Queue<Job>>(getQueueToken(name), { strict: false }));
  createBullBoard({ queues: queues.map((queue) => new BullAdapter(queue)), serverAdapter: board });
  const server = express().disable('x-powered-by');
  server.use(PATH, operatorOnly(password), board.getRouter() as RequestHandler);
  return server;
}

function operatorOnly(password: string): RequestHandler {
  const expected = digestOf(`Basic ${Buffer.from(`operator:${password}`).toString('base64')}`);
  return (request, response, next) => {
    if (timingSafeEqual(digestOf(request.headers.authorization ?? ''), expected)) return next();
    response.status(401).set('www-authenticate', 'Basic realm="operators"').end();
  };
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
