-- Holds a key, or one window of it; the later end wins. A refusal also ends the trust in the learned round trip.
--
-- KEYS[1]  state of the limiter key (hash)
-- ARGV     1 for how long us, 2 name of the window, or empty for the whole key
-- Returns  1

--- include clock
--- include round-trip

local now = key_now(KEYS[1])
local field = ARGV[2] == '' and 'penalty' or 'penalty:' .. ARGV[2]
local known = tonumber(redis.call('HGET', KEYS[1], field) or '0')
redis.call('HSET', KEYS[1], field, math.max(known, now + tonumber(ARGV[1])))
redis.call('HSET', KEYS[1], 'distrusted_until', now + STALE_US)
keep(KEYS[1], math.max(STALE_US, tonumber(ARGV[1])))
return 1
