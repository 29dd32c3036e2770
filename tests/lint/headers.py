# SPDX-License-Identifier: GPL-3.0-or-later
"""Every header compiles alone and twice in one file; SDK headers also as C++17, with g++ and clang++."""
import concurrent.futures
import os
import re
import shlex
import shutil
import subprocess

import tree

WARNINGS = ["-Wall", "-Wextra", "-Wshadow", "-Wnon-virtual-dtor", "-Woverloaded-virtual", "-Werror"]


def compile_twice(compiler, flags, include):
    """Compile a file of two equal include lines; the compiler's complaint, or None."""
    command = compiler + flags + WARNINGS + ["-fsyntax-only", "-x", "c++", "-"]
    done = subprocess.run(command, input=f"#include {include}\n#include {include}\n", text=True,
                          capture_output=True)
    return f"{include}: {shlex.join(command)}\n{done.stderr.strip()}" if done.returncode else None


def jobs():
    src = tree.SRCDIR
    build_compiler = shlex.split(os.environ.get("CXX", "c++"))
    if not any(word.startswith("-std=") for word in build_compiler):
        build_compiler.append("-std=c++20")
    # What the build defines for single folders, with any value.
    defined = [f'-D{name}=""' for name in ("RTPENGINE_VERSION", "TEST_BAD_PLUGIN_DIR", "TEST_GOOD_PLUGIN_DIR")]
    host = [f"-I{src}/host", f"-I{src}/host/include", f"-I{src}"] + defined
    for path in tree.files("host", "plugins", "tests/unit", endings=(".h",)):
        if path.startswith("host/include/"):
            include = "<" + path[len("host/include/"):] + ">"
            for name in ("g++", "clang++"):
                if shutil.which(name):
                    for level in ("17", "20"):
                        yield [name, f"-std=c++{level}", "-pedantic"], [f"-I{src}/host/include"], include
        elif path.startswith("plugins/"):
            yield build_compiler, [f"-I{src}/host/include"], f'"{src}/{path}"'
        else:
            yield build_compiler, host, f'"{src}/{path}"'


def unlisted():
    """SDK headers that would not be installed."""
    listed = tree.text("host/include/local.mk")
    return [f"{path}: not listed in host/include/local.mk"
            for path in tree.files("host/include", endings=(".h",))
            if not re.search(re.escape(os.path.basename(path)) + r"\b", listed)]


def main():
    work = list(jobs())
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        findings = [f for f in pool.map(lambda job: compile_twice(*job), work) if f]
    tree.finish(findings + unlisted(), len(work))


main()
