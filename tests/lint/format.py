# SPDX-License-Identifier: GPL-3.0-or-later
"""C++ files are formatted as .clang-format says. `make format` does it."""
import os
import re
import shutil
import subprocess

import tree


def main():
    tool = os.environ.get("CLANG_FORMAT") or shutil.which("clang-format-14") or ""
    version = subprocess.run([tool, "--version"], text=True, capture_output=True).stdout if tool else ""
    if not re.search(r"version 14\b", version):
        tree.skip("needs clang-format 14")          # versions differ in what they print
    paths = tree.sources()
    done = subprocess.run([tool, "--dry-run", *paths], cwd=tree.SRCDIR, text=True, capture_output=True)
    bad = sorted({line.split(":")[0] for line in done.stderr.splitlines() if "clang-format-violations" in line})
    tree.finish([f"{path}: not formatted; make format" for path in bad], len(paths))


main()
