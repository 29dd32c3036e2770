# SPDX-License-Identifier: GPL-3.0-or-later
"""A plugin exports its descriptor and nothing else, and has no unique symbol, which would pin it in memory."""
import glob
import os
import subprocess

import tree


def symbols(path, *options):
    out = subprocess.run(["nm", *options, path], check=True, text=True, capture_output=True).stdout
    return [line.split()[-2:] for line in out.splitlines() if len(line.split()) >= 2]


def main():
    findings = []
    modules = sorted(glob.glob(os.path.join(tree.BUILDDIR, "plugins", "*", ".libs", "rtpengine-*.so")))
    if not modules:
        tree.skip("no plugin is built")
    for path in modules:
        name = os.path.basename(path)
        exported = sorted(s for kind, s in symbols(path, "-D", "--defined-only"))
        if exported != ["rtpengine_plugin"]:
            findings.append(f"{name}: exports {', '.join(exported) or 'nothing'}, not just rtpengine_plugin")
        unique = [s for kind, s in symbols(path) if kind == "u"]
        findings += [f"{name}: unique symbol {s}" for s in unique]
    tree.finish(findings, len(modules))


main()
