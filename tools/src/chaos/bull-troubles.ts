import { type Redis } from 'ioredis';

type Random = () => number;

/** Bull's lists of waiting jobs, and its sorted sets of delayed ones (bull 4: `<prefix>:<queue>:wait`, `:delayed`). */
async function queuesOf(redis: Redis): Promise<{ readonly waiting: string[]; readonly delayed: string[] }> {
  const keys = await redis.keys('*');
  const typed = async (suffix: string, type: string): Promise<string[]> => {
    const found = keys.filter((key) => key.endsWith(suffix));
    const types = await Promise.all(found.map((key) => redis.type(key)));
    return found.filter((_, at) => types[at] === type);
  };
  return { waiting: await typed(':wait', 'list'), delayed: await typed(':delayed', 'zset') };
}

/** Half of the jobs that wait for their time or their turn are gone, and nobody was told. */
export async function loseJobs(redis: Redis, random: Random): Promise<void> {
  const { waiting, delayed } = await queuesOf(redis);
  for (const key of waiting)
    for (const id of await redis.lrange(key, 0, -1)) if (random() < 0.5) await redis.lrem(key, 1, id);
  for (const key of delayed)
    for (const id of await redis.zrange(key, 0, -1)) if (random() < 0.5) await redis.zrem(key, id);
}

/** Every job that waits for its time comes at once as well, and every one that waits for its turn comes twice. */
export async function doubleJobs(redis: Redis): Promise<void> {
  const { waiting, delayed } = await queuesOf(redis);
  for (const key of waiting) {
    const ids = await redis.lrange(key, 0, -1);
    const once = ids.filter((id, at) => ids.indexOf(id) === at && ids.lastIndexOf(id) === at);
    for (const id of once) await redis.rpush(key, id);
  }
  for (const key of delayed)
    for (const id of await redis.zrange(key, 0, -1)) {
      const wait = key.replace(/:delayed$/, ':wait');
      if ((await redis.lpos(wait, id)) === null) await redis.rpush(wait, id);
    }
}
