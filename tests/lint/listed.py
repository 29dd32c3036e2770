# SPDX-License-Identifier: GPL-3.0-or-later
"""Every source is named by the fragment of its folder: what no fragment names is neither built nor released."""
import os

import tree


def fragment_of(path):
    """The nearest local.mk at or above the file."""
    folder = os.path.dirname(path)
    while folder:
        candidate = os.path.join(folder, "local.mk")
        if os.path.exists(os.path.join(tree.SRCDIR, candidate)):
            return candidate
        folder = os.path.dirname(folder)
    return "Makefile.am"


def main():
    findings, paths = [], tree.files("host", "plugins", "tests/unit", "tests/fuzz")
    for path in paths:
        fragment = fragment_of(path)
        base = os.path.dirname(fragment)
        words = set(tree.text(fragment).replace("%D%", base).split())
        if path not in words and not any(w.endswith("/" + os.path.relpath(path, base)) for w in words):
            findings.append(f"{path}: not named in {fragment}")
    tree.finish(findings, len(paths))


main()
