-- Time of this key in microseconds: the clock of Redis, but a clock that steps back stands still instead, so that a
-- correction of the machine's time never keeps slots for hours. `skew` is what was lost by stepping back.
local function real_now()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local function key_now(state)
  local saved = redis.call('HMGET', state, 'clock', 'skew')
  local last = tonumber(saved[1] or '0')
  local skew = tonumber(saved[2] or '0')
  local now = real_now() + skew
  if now < last then
    redis.call('HSET', state, 'skew', skew + last - now)
    now = last
  end
  redis.call('HSET', state, 'clock', now)
  return now
end

-- Keeps a key for at least that long; never shortens its life.
local function keep(key, us)
  local ms = math.ceil(us / 1000) + 1000
  if redis.call('PTTL', key) < ms then
    redis.call('PEXPIRE', key, ms)
  end
end
