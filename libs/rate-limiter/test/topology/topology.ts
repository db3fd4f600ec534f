import { type Cluster, type Redis } from 'ioredis';

/** Several Redis processes that stand for one. */
export interface Topology {
  /** A client of it, connected. */
  connect(): Promise<Redis | Cluster>;
  /** Kills a master (of a Cluster, the one with the first slots); another one takes over, with the data that had reached it. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
}

export const HOST = '127.0.0.1';
