-- The learned floor of the round trip (round-trip-floor.ts explains it). Fields of the state: `recent` and `before` (the
-- least samples of this and the last stretch, in microseconds, joined by commas), `count`, `started`, `learned`, `floor`,
-- `distrusted_until` (set by a refusal).
local SAMPLES = 12
local STRETCH_US, STALE_US = 60000000, 600000000

local function least(samples)
  table.sort(samples)
  local kept = {}
  for i = 1, math.min(SAMPLES, #samples) do
    kept[i] = samples[i]
  end
  return kept
end

local function parse(joined, into)
  for sample in string.gmatch(joined or '', '[^,]+') do
    into[#into + 1] = tonumber(sample)
  end
  return into
end

local function learn(state, sample, now)
  local saved = redis.call('HMGET', state, 'recent', 'before', 'count', 'started', 'floor')
  local recent = parse(saved[1], { math.max(0, math.floor(sample)) })
  recent = least(recent)
  local before = saved[2] or ''
  local count = tonumber(saved[3] or '0') + 1
  local started = count == 1 and now or tonumber(saved[4])
  local floor = tonumber(saved[5] or '0')
  if count >= SAMPLES or before ~= '' then
    local both = least(parse(before, parse(table.concat(recent, ','), {})))
    floor = math.max(0, 2 * both[1] - both[#both])
  end
  if count >= SAMPLES and now - started >= STRETCH_US then
    before, recent, count = table.concat(recent, ','), {}, 0
  end
  redis.call('HSET', state, 'recent', table.concat(recent, ','), 'before', before, 'count', count,
    'started', started, 'floor', floor, 'learned', now)
end

local function learned_floor(state, now)
  local saved = redis.call('HMGET', state, 'floor', 'learned', 'distrusted_until')
  if not saved[1] or now - tonumber(saved[2]) > STALE_US or now < tonumber(saved[3] or '0') then
    return 0
  end
  return tonumber(saved[1])
end

local function max_discount(period, most)
  return math.floor(math.min(most, period / 2))
end

-- How long an answered slot of a period is held: the period less the discount.
local function hold_of(period, floor, share, most)
  return period - math.floor(math.min(share * floor, max_discount(period, most)))
end
