import os
import sys

sys.dont_write_bytecode = True
print(dict(os.environ))
print("Hello World")
print(sorted(os.listdir()))

import helper

print(helper.words())
print(sys.argv)
