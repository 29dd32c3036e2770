# SPDX-License-Identifier: GPL-3.0-or-later
"""Scripts: shell ones pass shellcheck, Python ones pyflakes."""
import os
import shutil
import subprocess

import tree


def scripts():
    """Path -> interpreter named in the first line, or by the ending."""
    for folder in ("tools", "tests", ".ci", "."):
        names = (os.listdir(os.path.join(tree.SRCDIR, folder)) if folder in (".", ".ci")
                 else tree.files(folder, endings=("",)))
        for name in names:
            path = os.path.normpath(os.path.join(folder, name)) if folder in (".", ".ci") else name
            full = os.path.join(tree.SRCDIR, path)
            if not os.path.isfile(full) or "/corpus/" in path:
                continue
            with open(full, "rb") as file:
                first = file.readline(80)
            if path in ("configure", "configure~", "libtool", "config.status"):
                continue
            if path.endswith(".py") or (first.startswith(b"#!") and b"python" in first):
                yield path, "python"
            elif path.endswith(".sh") or (first.startswith(b"#!") and b"sh" in first):
                yield path, "shell"


def main():
    # -x follows sourced files, -S: notes about taste are not findings.
    tools = {"shell": ["shellcheck", "-x", "-S", "warning"], "python": ["pyflakes3"]}
    if not all(shutil.which(command[0]) for command in tools.values()):
        tree.skip("needs shellcheck and pyflakes3")
    findings, checked = [], 0
    for path, kind in scripts():
        checked += 1
        done = subprocess.run(tools[kind] + [path], cwd=tree.SRCDIR, text=True, capture_output=True)
        if done.returncode:
            findings.append(f"{path}:\n{done.stdout.strip()}{done.stderr.strip()}")
    tree.finish(findings, checked)


main()
