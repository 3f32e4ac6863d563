"""A bit of everything that leans on the interpreter: arguments, stdin, files, exceptions, recursion."""
import collections
import hashlib
import os
import re
import sys

print("arguments", sys.argv[1:])
print("stdin", sys.stdin.read().split())
with open("/scripts/table.txt") as table:
    rows = [line.split() for line in table]
print("total", sum(int(row[1]) for row in rows), collections.Counter(row[0] for row in rows).most_common(2))
with open("/scripts/result.txt", "w") as result:
    result.write("written by the guest\n")
print(sorted(os.listdir("/scripts")), os.stat("/scripts/result.txt").st_size)


def fibonacci(number):
    return number if number < 2 else fibonacci(number - 1) + fibonacci(number - 2)


print("fibonacci", fibonacci(15), 2**200 % 1000007, round(0.1 + 0.2, 17))
try:
    {}["missing"]
except KeyError as error:
    print("caught", repr(error))
try:
    open("/etc/passwd")
except OSError as error:
    print("refused", type(error).__name__)


def deeper(depth):
    return deeper(depth + 1)


try:
    deeper(0)
except RecursionError:
    print("recursion limit")
print(hashlib.sha256(b"precast" * 1000).hexdigest())
print(re.findall(r"(\w+)=(\d+)", "a=1, bc=22, d=x"), f"{3.14159:.3e}", "ß".upper())
