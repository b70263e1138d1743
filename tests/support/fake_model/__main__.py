"""python3 tests/support/fake_model SCRIPT [--port N] [--log FILE]: prints the port, serves until standard input ends."""
import argparse
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from fake_model.server import FakeModel  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("script", help="a JSON file, a folder of them, or the JSON itself")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", help="file that takes every request as a line of JSON")
    options = parser.parse_args()
    script = options.script
    if script.lstrip().startswith(("{", "[")):
        script = json.loads(script)
    model = FakeModel(script, options.port, options.log)
    print(model.port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
