# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/plugin-guide.md followed to the letter: its plugin is built against a staged installation, loaded and used.

Files and commands are taken from the guide. It is followed in namespaces of its own, where the staged installation
stands at its place and where the ports of the guide are free; with each compiler that there is.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import tree

GUIDE = "docs/plugin-guide.md"
MOST_LINES = 60
PATIENCE = 60


def run(*command, **more):
    return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)


def follow(text, folder, environment):
    """Do what the guide says, in this folder; what went wrong, or None."""
    for name, body in re.findall(r"^`(\S+)`\n\n```\w+\n(.*?)^```", text, re.M | re.S):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(body)
    daemon, said, log = None, "", os.path.join(folder, "daemon.log")
    try:
        for kind, body in re.findall(r"^```(sh|json)\n(.*?)^```", text, re.M | re.S):
            if kind == "json":
                if json.loads(said) != json.loads(body):
                    return f"instead of\n{body}came\n{said}"
            elif body.startswith("rtpengine "):
                with open(log, "w", encoding="utf-8") as file:
                    daemon = subprocess.Popen("exec " + body, shell=True, cwd=folder, env=environment, stdout=file,
                                              stderr=subprocess.STDOUT)
                complaint = wait_until_it_answers(daemon, environment)
                if complaint:
                    return f"{body}{complaint}\n{read(log)}"
            else:
                done = run("bash", "-ec", body, cwd=folder, env=environment)
                if done.returncode:
                    return f"{body}ended with status {done.returncode}:\n{done.stdout}{read(log)}"
                said = done.stdout
    finally:
        status = stop(daemon)
    if status != 0:
        return f"the daemon ended with status {status}\n{read(log)}"
    return None


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def wait_until_it_answers(daemon, environment):
    deadline = time.monotonic() + PATIENCE
    while run("rtpengine-ctl", "ping", env=environment).returncode:
        if daemon.poll() is not None:
            return f"ended with status {daemon.returncode}"
        if time.monotonic() > deadline:
            return "does not answer"
    return None


def stop(daemon):
    """End the daemon; its status, None if there is none."""
    if daemon is None:
        return None
    daemon.terminate()
    try:
        return daemon.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        daemon.kill()
        return daemon.wait()


def inside(stage, prefix):
    """In the namespaces: the findings."""
    for command in (["mount", "--bind", stage + prefix, prefix], ["ip", "link", "set", "lo", "up"]):
        done = run(*command)
        if done.returncode:
            return [f"{' '.join(command)}: {done.stdout}"]
    text, findings = tree.text(GUIDE), []
    lines = sum(body.count("\n") for body in re.findall(r"^`\S+`\n\n```\w+\n(.*?)^```", text, re.M | re.S))
    if not 0 < lines <= MOST_LINES:
        findings.append(f"{GUIDE}: the plugin has {lines} lines; it should have at most {MOST_LINES}")
    for compiler in filter(shutil.which, ("g++", "clang++")):
        environment = dict(os.environ, CXX=compiler, PATH=f"{prefix}/sbin:{prefix}/bin:{os.environ['PATH']}",
                           PKG_CONFIG_PATH=f"{prefix}/lib/pkgconfig")
        with tempfile.TemporaryDirectory() as folder:
            complaint = follow(text, folder, environment)
        if complaint:
            findings.append(f"{GUIDE}, with {compiler}: {complaint}")
    return findings


def prefix_of_build():
    with open(os.path.join(tree.BUILDDIR, "Makefile"), encoding="utf-8") as file:
        return re.search(r"^prefix = (.*)$", file.read(), re.M)[1]


def main():
    if sys.argv[1:2] == ["inside"]:
        tree.finish(inside(*sys.argv[2:]), 1)
    prefix = prefix_of_build()
    if not os.path.isdir(prefix):
        tree.skip(f"needs a folder {prefix}, over which the staged installation is mounted")
    missing = [tool for tool in ("unshare", "ip", "pkg-config", "make") if not shutil.which(tool)]
    if missing:
        tree.skip(f"needs {', '.join(missing)}")
    if run("unshare", "--net", "--mount", "true").returncode:
        tree.skip("needs to be root, to make namespaces")
    with tempfile.TemporaryDirectory() as stage:
        plain = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
        done = run("make", "-C", tree.BUILDDIR, "install", f"DESTDIR={stage}", env=plain)
        if done.returncode:
            tree.finish([f"make install DESTDIR={stage}:\n{done.stdout[-4000:]}"], 1)
        done = run("unshare", "--net", "--mount", sys.executable, os.path.abspath(__file__), "inside", stage, prefix)
    print(done.stdout, end="")
    sys.exit(done.returncode)


main()
