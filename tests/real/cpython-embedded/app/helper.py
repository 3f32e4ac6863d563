import os.path

def words():
    with open(os.path.join(os.path.dirname(__file__), "data", "words.txt")) as file:
        return file.read().split()
