export { type FakeAnswer, FakePinterest, type FakeScript } from './fake-pinterest.ts';
export { type FakeCall } from './fake-call.ts';
