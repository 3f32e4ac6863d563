-- Recursion, tables, strings, closures, metatables, and a file of the granted directory.
local function fibonacci(number)
    if number < 2 then return number end
    return fibonacci(number - 1) + fibonacci(number - 2)
end
print("fibonacci", arg[1], fibonacci(tonumber(arg[1])))

local sieve, primes = {}, 0
for number = 2, 5000 do
    if not sieve[number] then
        primes = primes + 1
        for multiple = number * number, 5000, number do sieve[multiple] = true end
    end
end
print("primes", primes)

local words = {}
for line in io.lines("/scripts/words.txt") do
    for word in line:gmatch("%a+") do words[#words + 1] = word:lower() end
end
table.sort(words)
print(#words, table.concat(words, " ", 1, 5))

local function counter(step)
    local count = 0
    return function() count = count + step; return count end
end
local threes, fours = counter(3), counter(4)
print(threes(), threes(), fours(), pcall(function(...) return select("#", ...) end, 1, nil, 3))

local vector = setmetatable({}, { __index = function(_, key) return key * 2 end, __len = function() return 99 end })
print(vector[21], #vector)
print(string.format("%5.2f %q %x", 2 / 3, "quoted\n", 255), 7 // 2, -7 // 2, -7 % 3, 2 ^ 0.5, 1 << 62)
print(math.maxinteger + 1 == math.mininteger, 10 / 2, 3 | 4, "10" + 5)
local output = io.open("/scripts/out.txt", "w")
output:write("from lua\n")
output:close()
print(io.open("/scripts/out.txt"):read("a"), io.open("/etc/passwd"))
local objects = {}
for index = 1, 20000 do objects[index % 100 + 1] = { index, tostring(index) } end
collectgarbage()
print(#objects, objects[1][2], collectgarbage("count") < 4000)
