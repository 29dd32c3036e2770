# SPDX-License-Identifier: GPL-3.0-or-later
"""Doxygen makes the reference of the SDK without a warning, and finds a comment at each class, struct and enum."""
import re
import shutil
import subprocess
import tempfile

import tree


def main():
    if not shutil.which("doxygen"):
        tree.skip("needs doxygen")
    with tempfile.TemporaryDirectory() as folder:
        # Members may share a comment; of what is left undocumented only types are findings.
        settings = tree.text("docs/Doxyfile") + f"""
            OUTPUT_DIRECTORY = {folder}
            EXTRACT_ALL = NO
            WARN_IF_UNDOCUMENTED = YES
            WARN_AS_ERROR = NO"""
        done = subprocess.run(["doxygen", "-"], input=settings, cwd=tree.SRCDIR, text=True, capture_output=True)
    findings = [line.replace(tree.SRCDIR + "/", "") for line in done.stderr.splitlines()
                if not re.search(r"warning: Member .* is not documented", line)]
    if done.returncode and not findings:
        findings = [f"doxygen ended with status {done.returncode}"]
    tree.finish(findings, len(tree.files("host/include", endings=(".h",))))


main()
