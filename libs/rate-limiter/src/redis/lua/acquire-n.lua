-- Takes the slots of all windows, or none.
--
-- KEYS[1]  state of the limiter key (hash)
-- KEYS[2]  when this Redis was first seen empty (string)
-- KEYS[3+] one sorted set a window
-- ARGV     1 id, 2 cost, 3 lease us, 4 discount share, 5 most discount us, 6 hold of an empty Redis us,
--          7 life of KEYS[2] ms or 0 for ever, then for each window: name, limit less reserve, period us
-- Returns  {1, now us}, or {0, retry in us, index of the window that blocks longest, 0 for the whole key}. A client that lost
--          its connection before the answer sends the command again: whoever has the slots already is told so, and counted once.

--- include clock
--- include window
--- include round-trip

local state = KEYS[1]
local cost, lease = tonumber(ARGV[2]), tonumber(ARGV[3])
local share, most = tonumber(ARGV[4]), tonumber(ARGV[5])
local empty_hold, empty_life = tonumber(ARGV[6]), tonumber(ARGV[7])
local slot = 'out:' .. cost .. ':' .. ARGV[1]
local now = key_now(state)

if redis.call('ZSCORE', KEYS[3], slot) then
  return { 1, now }
end

-- A Redis that lost its data does not know what was sent a moment ago: hold everything until that is past.
if redis.call('HSETNX', state, 'seen', 1) == 1 then
  local real = real_now()
  if redis.call('SET', KEYS[2], string.format('%.0f', real), 'NX') and empty_life > 0 then
    redis.call('PEXPIRE', KEYS[2], empty_life)
  end
  local hold_left = tonumber(redis.call('GET', KEYS[2])) + empty_hold - real
  if hold_left > 0 then
    redis.call('HSET', state, 'penalty', now + hold_left)
  end
end

local floor = learned_floor(state, now)
local blocked_until, blocked_by = tonumber(redis.call('HGET', state, 'penalty') or '0'), 0
for i = 3, #KEYS do
  local arg = 8 + (i - 3) * 3
  local name, limit, period = ARGV[arg], tonumber(ARGV[arg + 1]), tonumber(ARGV[arg + 2])
  local hold = hold_of(period, floor, share, most)
  local missing = prune(KEYS[i], now, hold) + cost - limit
  local full_until = missing > 0 and free_at(KEYS[i], missing, now, hold) or 0
  local free = math.max(full_until, tonumber(redis.call('HGET', state, 'penalty:' .. name) or '0'))
  if free > blocked_until then
    blocked_until, blocked_by = free, i - 2
  end
end

if blocked_until > now then
  keep(state, blocked_until - now)
  return { 0, blocked_until - now, blocked_by }
end

for i = 3, #KEYS do
  local period = tonumber(ARGV[8 + (i - 3) * 3 + 2])
  local lease_end = now + lease + max_discount(period, most)
  redis.call('ZADD', KEYS[i], lease_end, slot)
  add_units(KEYS[i], cost)
  keep(KEYS[i], lease_end - now + period)
  keep(state, lease_end - now + period)
end
return { 1, now }
