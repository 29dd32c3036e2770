# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of the tree share: the list of files, and the way to report.

A check is a script that `make check` runs with SRCDIR and BUILDDIR set; it prints one line for each
finding and ends with status 0 (good), 1 (findings) or 77 (cannot be done here, with the reason).
Run by hand from the top folder, SRCDIR and BUILDDIR default to it and to ./build.
"""
import os
import sys

SRCDIR = os.environ.get("SRCDIR") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILDDIR = os.environ.get("BUILDDIR") or os.path.join(SRCDIR, "build")

# In include order: a folder includes itself and those before it.
HOST_FOLDERS = ["base", "loop", "net", "media", "sdp", "call", "kernel", "plugin", "app"]


def files(*folders, endings=(".cc", ".h")):
    """Paths, relative to the top folder, of the files with one of these endings, sorted."""
    found = []
    for folder in folders:
        for where, names, leaves in os.walk(os.path.join(SRCDIR, folder)):
            names[:] = [n for n in names if n not in (".libs", ".deps", "__pycache__", "build")]
            found += [os.path.relpath(os.path.join(where, leaf), SRCDIR)
                      for leaf in leaves if leaf.endswith(tuple(endings))]
    return sorted(found)


def sources():
    """All C++ files of the tree."""
    return files("host", "plugins", "tests")


def text(path):
    with open(os.path.join(SRCDIR, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def finish(findings, checked):
    """Print the findings and end the script."""
    for finding in findings:
        print(finding)
    print(f"{checked} checked, {len(findings)} findings")
    if checked == 0:
        print("nothing was checked: the check itself is broken")
    sys.exit(1 if findings or checked == 0 else 0)
