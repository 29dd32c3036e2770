# SPDX-License-Identifier: GPL-3.0-or-later
"""Every source of the host and the plugins has a test file of its name; exceptions stand in untested.txt with a reason."""
import os

import tree

EXCEPTIONS = "tests/lint/untested.txt"


def exceptions():
    """Path -> reason. A line is "path: reason"; lines that begin with # are comments."""
    table = {}
    for line in tree.text(EXCEPTIONS).split("\n"):
        if line.strip() and not line.startswith("#"):
            path, _, reason = line.partition(":")
            table[path.strip()] = reason.strip()
    return table


def main():
    findings, table = [], exceptions()
    tests = {os.path.relpath(p, "tests/unit") for p in tree.files("tests/unit")}
    sources = [p for p in tree.files("host", "plugins") if p.endswith(".cc")]
    for path in sources:
        stem = path[:-len(".cc")]
        inner = stem.split("/", 1)[1]          # host/base/log -> base/log, plugins/ng/x -> ng/x
        tested = {f"{inner}_test.cc", f"{stem}_test.cc"} & tests
        if not tested and path not in table:
            findings.append(f"{path}: no tests/unit/{inner}_test.cc, and no reason in {EXCEPTIONS}")
        if tested and path in table:
            findings.append(f"{EXCEPTIONS}: {path} has a test now")
    for path, reason in table.items():
        if path not in sources:
            findings.append(f"{EXCEPTIONS}: {path} does not exist")
        if not reason:
            findings.append(f"{EXCEPTIONS}: {path} has no reason")
    tree.finish(findings, len(sources))


main()
