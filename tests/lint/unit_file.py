# SPDX-License-Identifier: GPL-3.0-or-later
"""The service unit is one that systemd accepts, with the folders of this build in it."""
import os
import re
import shutil
import subprocess
import tempfile

import tree


def main():
    if not shutil.which("systemd-analyze"):
        tree.skip("needs systemd-analyze")
    unit = tree.text("etc/rtpengine.service.in")
    if not re.search(r"^ExecStart=@sbindir@/rtpengine .*@sysconfdir@/rtpengine/rtpengine.yaml$", unit, re.M):
        tree.finish(["etc/rtpengine.service.in: ExecStart does not name the installed files"], 1)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rtpengine.service")
        # The program need not be installed here; one that is there stands for it.
        with open(path, "w", encoding="utf-8") as file:
            file.write(unit.replace("@sbindir@/rtpengine", "/bin/true").replace("@sysconfdir@", "/etc"))
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", path], text=True, capture_output=True)
    complaints = [line for line in done.stderr.splitlines() if "rtpengine.service" in line]
    tree.finish([f"etc/rtpengine.service.in: {line}" for line in complaints], 1)


main()
