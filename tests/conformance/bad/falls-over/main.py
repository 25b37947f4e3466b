import time

from prama import emit


def main():
    emit("tick", data={"n": 1})
    time.sleep(60)
