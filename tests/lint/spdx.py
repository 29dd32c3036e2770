# SPDX-License-Identifier: GPL-3.0-or-later
"""Every source and script says its licence in one of its first lines, and the one that its folder has."""
import re

import tree

LINE = re.compile(r"SPDX-License-Identifier: (\S+)")


def wanted(path):
    if path.startswith("host/include/rtpengine/"):
        return "MIT"
    if path.startswith("kernel-module/"):
        return "GPL-2.0-or-later"
    return "GPL-3.0-or-later"


def main():
    findings = []
    paths = tree.files("host", "plugins", "tests", "tools", "kernel-module",
                       endings=(".cc", ".h", ".c", ".py"))
    for path in paths:
        found = LINE.search("\n".join(tree.text(path).split("\n")[:3]))
        if not found:
            findings.append(f"{path}: no SPDX-License-Identifier in the first three lines")
        elif found.group(1) != wanted(path):
            findings.append(f"{path}: licence is {found.group(1)}, this folder has {wanted(path)}")
    tree.finish(findings, len(paths))


main()
