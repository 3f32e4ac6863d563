import os

print(dict(os.environ))
print("Hello World")
print(os.listdir())
for path in ["/etc", "/tmp", "..", "/proc/self/environ"]:
    print(path, os.path.exists(path))
