# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual pages are well-formed: man renders them without a warning. That of rtpengine-ctl has all of its actions."""
import os
import re
import shutil
import subprocess

import tree


CTL = os.path.join("docs", "rtpengine-ctl.1")


def missing_actions():
    """Actions of the program that its page says nothing of."""
    page = tree.text(CTL).replace("\\-", "-")
    actions = re.findall(r'^    "([a-z-]+)": \(', tree.text(os.path.join("tools", "rtpengine-ctl")), re.M)
    return [f"{CTL}: nothing about {name}" for name in actions if f"\n.B {name}" not in page]


def main():
    if not shutil.which("man"):
        tree.skip("needs man")
    findings, checked = missing_actions(), 0
    pages = [os.path.join(tree.BUILDDIR, page) for page in ("rtpengine.1", "rtpengine.yaml.5")]
    for path in [*pages, os.path.join(tree.SRCDIR, CTL)]:
        page = os.path.basename(path)
        checked += 1
        if not os.path.exists(path):
            findings.append(f"{page}: not built")
            continue
        done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", path], text=True,
                              capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80"})
        findings += [f"{page}: {line}" for line in done.stderr.splitlines()]
        if done.returncode:
            findings.append(f"{page}: man ended with status {done.returncode}")
    tree.finish(findings, checked)


main()
