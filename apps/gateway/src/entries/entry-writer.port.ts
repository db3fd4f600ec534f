import { type EntryAnswer, type EntryCall } from './entry-call.ts';

/** Stores calls. When an answer is there, it is committed. */
export abstract class EntryWriter {
  abstract enter(call: EntryCall): Promise<EntryAnswer>;
}
