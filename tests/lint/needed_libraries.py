# SPDX-License-Identifier: GPL-3.0-or-later
"""The host is linked to its own few libraries and to none of a plugin's."""
import os
import re
import subprocess

import tree

# Shared object names without version. What a compiler's run time or a sanitizer adds is let through.
ALLOWED = {"libc", "libm", "libgcc_s", "libstdc++", "libpthread", "libdl", "ld-linux-x86-64",
           "ld-linux-aarch64", "libev", "libsrtp2", "libcrypto", "libyaml-cpp", "libsystemd",
           "libasan", "libubsan", "libtsan", "liblsan", "libgcov"}


def main():
    binary = os.path.join(tree.BUILDDIR, "rtpengine")
    if not os.path.exists(binary):
        print(f"{binary}: does not exist")
        raise SystemExit(1)
    listing = subprocess.run(["readelf", "-d", binary], check=True, text=True, capture_output=True).stdout
    needed = re.findall(r"\(NEEDED\)[^\[]*\[([^\]]+)\]", listing)
    findings = [f"rtpengine needs {name}, which is not among the host's libraries"
                for name in needed if re.split(r"\.so", name)[0] not in ALLOWED]
    for entry in ("RPATH", "RUNPATH"):
        if f"({entry})" in listing:
            findings.append(f"rtpengine has an {entry}")
    tree.finish(findings, len(needed))


main()
