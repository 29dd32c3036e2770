# SPDX-License-Identifier: GPL-3.0-or-later
"""The generated manual pages are well-formed: man renders them without a warning."""
import os
import shutil
import subprocess

import tree


def main():
    if not shutil.which("man"):
        tree.skip("needs man")
    findings, checked = [], 0
    for page in ("rtpengine.1", "rtpengine.yaml.5"):
        path = os.path.join(tree.BUILDDIR, page)
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
