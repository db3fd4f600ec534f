-- The answer arrived: slots that are out count as answered now. A slot that is no longer known (its lease ended, or Redis
-- lost it) is held again, because its answer proves that it was used. Doing it twice changes nothing.
--
-- KEYS[1]  state of the limiter key (hash)
-- KEYS[2+] one sorted set a window
-- ARGV     1 id, 2 cost, 3 taken at us, 4 round trip us as the caller measured it or -1, then the period us of each window
-- Returns  1 when the slots were still held, else 0

--- include clock
--- include window
--- include round-trip

local state, slot = KEYS[1], ':' .. ARGV[2] .. ':' .. ARGV[1]
local cost, taken_at, measured = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local now = key_now(state)
local was_held = 0

for i = 2, #KEYS do
  local period = tonumber(ARGV[i + 3])
  local was_out = redis.call('ZREM', KEYS[i], 'out' .. slot)
  local is_new = redis.call('ZADD', KEYS[i], 'NX', now, 'answered' .. slot)
  if was_out == 0 and is_new == 1 then
    add_units(KEYS[i], cost)
  end
  was_held = math.max(was_held, was_out)
  keep(KEYS[i], period)
  keep(state, period)
end

if was_held == 1 then
  local sample = now - taken_at
  if measured >= 0 then
    sample = math.min(sample, measured)
  end
  learn(state, sample, now)
  keep(state, STALE_US)
end
return was_held
