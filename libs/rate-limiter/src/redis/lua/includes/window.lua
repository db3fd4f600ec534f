-- A window is a sorted set. Members: `out:<cost>:<id>`, scored by the end of the lease (plus the most that a discount
-- can take away again), and `answered:<cost>:<id>`, scored by the time of the answer: both are free `hold` after their
-- score. The member `#` holds the units in use as a negative score, so that it lives and dies with the set.
local COUNTER = '#'

local function cost_of(member)
  return tonumber(string.match(member, ':(%d+):'))
end

local function used_units(key)
  return -tonumber(redis.call('ZSCORE', key, COUNTER) or '0')
end

local function add_units(key, units)
  redis.call('ZINCRBY', key, -units, COUNTER)
end

-- Forgets slots whose score is `hold` old, and answers the units still in use.
local function prune(key, now, hold)
  local gone
  repeat
    gone = redis.call('ZRANGEBYSCORE', key, '(0', now - hold, 'LIMIT', 0, 1000)
    if #gone > 0 then
      local units = 0
      for _, member in ipairs(gone) do
        units = units + cost_of(member)
      end
      redis.call('ZREM', key, unpack(gone))
      add_units(key, -units)
    end
  until #gone < 1000
  return used_units(key)
end

-- When `units` more will be free. A slot that is out cannot be free before `hold` from now, so nothing is missed by
-- asking again then. Looks at the next 1,000 slots only: a big cost may have to ask twice.
local function free_at(key, units, now, hold)
  local slots = redis.call('ZRANGE', key, 1, 1000, 'WITHSCORES')
  local score = now
  for i = 1, #slots, 2 do
    score = tonumber(slots[i + 1])
    units = units - cost_of(slots[i])
    if units <= 0 then
      break
    end
  end
  return math.min(score, now) + hold
end
