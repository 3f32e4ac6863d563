-- Work for the interpreter: calls, tables as arrays and as maps, floating point, strings.
-- The argument is how much of it, in hundredths.
local hundredths = tonumber(arg[1])
local function part(amount) return amount * hundredths // 100 end

local function fibonacci(n)
  if n < 2 then return n end
  return fibonacci(n - 1) + fibonacci(n - 2)
end

local function sieve(limit)
  local composite, count = {}, 0
  for i = 2, limit do
    if not composite[i] then
      count = count + 1
      for multiple = i * i, limit, i do composite[multiple] = true end
    end
  end
  return count
end

local function multiply(size)
  local a, b, sum = {}, {}, 0.0
  for i = 1, size do
    a[i], b[i] = {}, {}
    for j = 1, size do a[i][j], b[i][j] = i + j / 7, i - j / 3 end
  end
  for i = 1, size do
    for j = 1, size do
      local cell = 0.0
      for k = 1, size do cell = cell + a[i][k] * b[k][j] end
      sum = sum + cell
    end
  end
  return sum
end

local function count_words(rounds)
  local seen, distinct = {}, 0
  for i = 1, rounds do
    local word = "word" .. i % 5003
    if not seen[word] then distinct = distinct + 1 end
    seen[word] = (seen[word] or 0) + 1
  end
  return distinct
end

local function sort(size)
  local values, state = {}, 42
  for i = 1, size do
    state = (state * 1103515245 + 12345) % 2147483648
    values[i] = state
  end
  table.sort(values)
  return values[1] + values[size]
end

print(fibonacci(22 + part(11)), sieve(part(2000000)), multiply(part(160)), count_words(part(1000000)),
      sort(part(300000)))
