-- What is in use of each window.
--
-- KEYS[1]  state of the limiter key (hash)
-- KEYS[2+] one sorted set a window
-- ARGV     1 discount share, 2 most discount us, then for each window: name, period us
-- Returns  for each window {units in use, us until the last is free, us until its penalty ends}

--- include clock
--- include window
--- include round-trip

local state = KEYS[1]
local share, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local now = key_now(state)
keep(state, 0)
local floor = learned_floor(state, now)
local key_penalty = tonumber(redis.call('HGET', state, 'penalty') or '0')
local rows = {}

for i = 2, #KEYS do
  local arg = 3 + (i - 2) * 2
  local hold = hold_of(tonumber(ARGV[arg + 1]), floor, share, most)
  local used = prune(KEYS[i], now, hold)
  local newest = tonumber(redis.call('ZREVRANGE', KEYS[i], 0, 0, 'WITHSCORES')[2] or '0')
  local free_in = used > 0 and math.min(newest, now) + hold - now or 0
  local penalty = tonumber(redis.call('HGET', state, 'penalty:' .. ARGV[arg]) or '0')
  rows[i - 1] = { used, free_in, math.max(0, math.max(penalty, key_penalty) - now) }
end
return rows
