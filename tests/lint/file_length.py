# SPDX-License-Identifier: GPL-3.0-or-later
"""Names files that have grown long; a file that has grown far too long fails."""
import tree

LONG = 400
TOO_LONG = 700


def main():
    findings, paths = [], tree.sources()
    for path in paths:
        lines = tree.text(path).count("\n")
        if lines > TOO_LONG and not path.startswith("tests/bench/"):
            findings.append(f"{path}: {lines} lines; {TOO_LONG} is the limit")
        elif lines > LONG:
            print(f"note: {path}: {lines} lines")
    tree.finish(findings, len(paths))


main()
