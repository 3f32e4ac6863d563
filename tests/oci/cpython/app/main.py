import json
import os
import sys

sys.dont_write_bytecode = True
import words

with open("/app/words.json") as file:
    print(words.longest(json.load(file)))
print(sys.argv)
print(dict(os.environ))
print(os.path.exists("/etc"), os.path.exists("/proc"))
try:
    open("/app/new", "w")
except OSError as error:
    print(error)
