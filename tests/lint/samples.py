# SPDX-License-Identifier: GPL-3.0-or-later
"""Every configuration that the tree shows (etc/*.yaml, yaml blocks in documents) passes rtpengine --check-config."""
import os
import re
import subprocess
import tempfile

import tree

BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.M | re.S)


def samples():
    """Name -> text of each whole configuration."""
    for path in tree.files("etc", endings=(".yaml",)):
        yield path, tree.text(path)
    documents = ["README.md"] + tree.files("docs", "host", "plugins", endings=(".md",))
    for path in documents:
        for number, block in enumerate(BLOCK.findall(tree.text(path)), 1):
            yield f"{path}, sample {number}", block


def main():
    binary = os.path.join(tree.BUILDDIR, "rtpengine")
    findings, checked = [], 0
    for name, body in samples():
        checked += 1
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(body)
            file.flush()
            done = subprocess.run([binary, f"--config-file={file.name}", "--check-config"], text=True,
                                  capture_output=True, timeout=30)
        if done.returncode:
            findings.append(f"{name}: status {done.returncode}\n{done.stdout}{done.stderr}".rstrip())
    tree.finish(findings, checked)


main()
