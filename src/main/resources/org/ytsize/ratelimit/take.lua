-- One request of one client: may it go ahead?
--
-- KEYS[1]  the client's window: a sorted set of the requests that were counted, by the time at which they were
-- ARGV[1]  the request's id; one that is in the window already was sent again, and counts once
-- ARGV[2]  requests that any window may hold, 1 or more
-- ARGV[3]  the window's length in microseconds
-- replies  {1 if it may, else 0; requests in the window now; microseconds until one more may than now}
--
-- Times are microseconds of Redis' own clock: below 2^53, so exact in Lua's numbers, but not in how Lua writes them by itself.

local key, id, max, length = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
-- A clock that was set back leaves requests in the future. They count, so that nobody gets more than the limit by it, but none
-- for longer than two windows.
local oldest = string.format('(%.0f', now - length)
local newest = string.format('%.0f', now + length)

local count = redis.call('ZCOUNT', key, oldest, newest)
local before = redis.call('ZSCORE', key, id)
local again = before and tonumber(before) > now - length and tonumber(before) <= now + length
local allowed = again or count < max

if allowed and not again then
  -- The first write, so that a full Redis refuses the script as a whole. A refusal writes nothing.
  redis.call('ZADD', key, string.format('%.0f', now), id)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', string.sub(oldest, 2))
  redis.call('ZREMRANGEBYSCORE', key, '(' .. newest, '+inf')
  redis.call('PEXPIRE', key, math.ceil(length / 1000))
  count = count + 1
end

-- Where the limit was lowered, there may be more than it allows: one may go ahead once fewer are left.
local leaving = redis.call('ZRANGEBYSCORE', key, oldest, newest, 'WITHSCORES', 'LIMIT', math.max(count - max, 0), 1)
return { allowed and 1 or 0, count, leaving[2] + length - now }
