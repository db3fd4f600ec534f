import { randomBytes } from 'node:crypto';

/** UUIDs of version 7 (RFC 9562): the time first, then a count, so that ids of one maker sort by age and indexes grow at one end. */
export function uuidv7Maker(): (nowMs: number) => string {
  let lastMs = 0;
  let count = 0;
  return (nowMs) => {
    count = nowMs > lastMs ? 0 : count + 1;
    lastMs = Math.max(lastMs, nowMs) + (count > 0xfff ? 1 : 0);
    count &= 0xfff;
    return uuidv7(lastMs, count);
  };
}

function uuidv7(ms: number, count: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(ms, 0, 6);
  bytes.writeUInt16BE(0x7000 | count, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
