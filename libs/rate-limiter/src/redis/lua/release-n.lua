-- The request was never sent: its slots are free at once.
--
-- KEYS     one sorted set a window
-- ARGV     1 id, 2 cost
-- Returns  1 when the slots were still held, else 0

--- include window

local was_held = 0
for i = 1, #KEYS do
  if redis.call('ZREM', KEYS[i], 'out:' .. ARGV[2] .. ':' .. ARGV[1]) == 1 then
    add_units(KEYS[i], -tonumber(ARGV[2]))
    was_held = 1
  end
end
return was_held
