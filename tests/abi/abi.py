# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of the SDK's binary interface share: reading the headers, the witness library, comparing it.

Debug data, which libabigail reads, describe a class of pure virtual functions only where somebody derives from it, and
a struct only where somebody uses it. The witness is a library that does both, for all that the headers declare; it is
made from the headers, so nothing in them can be forgotten.
"""
import glob
import os
import platform
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "lint"))
import tree  # noqa: E402

INCLUDE = os.path.join(tree.SRCDIR, "host", "include")
BASELINE = os.path.join(HERE, "sdk.abi")
LAYOUT = os.path.join(HERE, "layout.cc")
# Compiled into plugins: no part of the border.
AUTHORS_HELP = {"author.h", "deadlines.h", "value_view.h"}


class Headers:
    """The names that the SDK headers of an include folder declare, in the order of the files."""

    def __init__(self, include):
        self.include = include
        self.files = sorted(f for f in map(os.path.basename, glob.glob(f"{include}/rtpengine/*.h"))
                            if f not in AUTHORS_HELP)
        text = "".join(self._code(name) for name in self.files)
        self.version = ".".join(re.search(rf"define RTPENGINE_SDK_{part} (\d+)u", text)[1] for part in ("MAJOR", "MINOR"))
        bodies = dict(re.findall(r"^class (\w+)[^;{]*\{(.*?)^\};", text, re.M | re.S))
        # A class without a virtual function, like a handle that is only declared, is no interface.
        self.interfaces = {name: re.findall(r"\bvirtual\b[^;~]*?(\w+)\([^;]*;", body)
                           for name, body in bodies.items() if re.search(r"\bvirtual\b", body)}
        self.ids = [name for name, body in bodies.items() if re.search(r"\bid = \"", body)]
        self.structs = re.findall(r"^struct (\w+)[^;{]*\{", text, re.M)
        self.enums = re.findall(r"^enum class (\w+)", text, re.M)
        unnamed = "".join(re.findall(r"^enum : \w+ \{(.*?)\};", text, re.M | re.S))
        self.flags = re.findall(r"^\s*(\w+) =", unnamed.replace("{", "\n"), re.M)

    def _code(self, name):
        """A header's text without its comments."""
        with open(os.path.join(self.include, "rtpengine", name), encoding="utf-8") as file:
            return re.sub(r"//.*", "", file.read())


def missing_tool():
    """Why libabigail's part cannot be done here, or None."""
    if platform.machine() != "x86_64":
        return f"the baseline is one for x86_64, not for {platform.machine()}"
    for tool, package in (("abidw", "abigail-tools"), ("abidiff", "abigail-tools"), ("g++", "g++")):
        if not shutil.which(tool):
            return f"needs {tool} (Debian: {package})"
    return None


def run(*command):
    return subprocess.run(command, text=True, capture_output=True)


def witness_source(headers):
    lines = [f"#include <rtpengine/{name}>" for name in headers.files]
    lines += ["namespace witness {"]
    for name in headers.interfaces:
        lines += [f"class {name}Witness : public rtpengine::{name} {{}};", f"void use({name}Witness*) {{}}"]
    lines += [f"void use(rtpengine::{name}*) {{}}" for name in headers.structs + headers.enums]
    return "\n".join(lines + ["}", ""])


def build_witness(headers, folder):
    """Compile the witness into a folder; the library's path, or the compiler's complaint as an error."""
    source, library = os.path.join(folder, "witness.cc"), os.path.join(folder, "witness.so")
    with open(source, "w", encoding="utf-8") as file:
        file.write(witness_source(headers))
    # g++ describes a class of virtual functions where its first function is, unless it is told otherwise.
    # The library's name has the SDK version, so that the baseline has it and a change of it is seen.
    done = run("g++", "-std=c++17", "-O0", "-g", "-gdwarf-5", "-femit-class-debug-always", "-fPIC", "-shared", f"-I{headers.include}",
               f"-Wl,-soname,librtpengine-sdk.so.{headers.version}", "-o", library, source)
    if done.returncode:
        raise RuntimeError(f"the witness does not compile:\n{done.stderr.strip()}")
    return library


def dump(library):
    """The library's interface as libabigail's XML, without anything that depends on where it was built."""
    done = run("abidw", "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs", "--no-elf-needed",
               "--type-id-style", "hash", library)
    if done.returncode:
        raise RuntimeError(f"abidw: {done.stderr.strip()}")
    # The name of a temporary folder.
    return re.sub(r" path='[^']*'", " path='witness.cc'", done.stdout)


def differs(baseline, library):
    """Whether libabigail finds any difference between two interfaces.

    The default run misses a changed parameter of a virtual function, and inserted enumerators; the other one reports
    them. Any status but 0 counts: with --harmless an incompatible change has the status of a harmless one.
    """
    return any(run("abidiff", *switches, baseline, library).returncode != 0 for switches in ([], ["--harmless"]))


def differences(baseline, library):
    """What libabigail says about two interfaces; empty if they are equal."""
    if not differs(baseline, library):
        return ""
    # In this form each type is told of once.
    report = run("abidiff", "--harmless", "--leaf-changes-only", baseline, library)
    return report.stdout.strip() or report.stderr.strip() or "abidiff fails without a word"


def version_of(baseline):
    """The SDK version of a dump."""
    with open(baseline, encoding="utf-8") as file:
        return re.search(r"soname='librtpengine-sdk\.so\.([\d.]+)'", file.read())[1]


def refusal(baseline, headers, library):
    """Why a baseline may not become that of this library, or None."""
    if not differs(baseline, library):
        return None
    old, new = ([int(part) for part in version.split(".")] for version in (version_of(baseline), headers.version))
    if new <= old:
        return f"RTPENGINE_SDK_MINOR in host/include/rtpengine/plugin.h has to be raised: {headers.version} is taken"
    if new[0] > 0 and new[0] == old[0] and not only_additions(baseline, library):
        return "within a major version from 1 on there are only additions, and this is more"
    return None


def only_additions(baseline, library):
    """Whether all that was there is as it was; the library's name, which has the version, may differ."""
    report = run("abidiff", "--harmless", "--no-added-syms", "--leaf-changes-only", baseline, library).stdout
    return not re.search(r"' changed:|^\s*\[[CD]\]|[1-9]\d* (Removed|Changed)", report, re.M)


def unseen(headers, abi):
    """What the headers declare and a dump does not fully describe: there the comparison would be blind."""
    findings = []
    root = xml.etree.ElementTree.fromstring(abi)
    classes = {node.get("name"): node for node in root.iter("class-decl") if node.get("is-declaration-only") != "yes"}
    for name, functions in headers.interfaces.items():
        seen = []
        if name in classes:
            slots = [(int(member.get("vtable-offset")), member.find("function-decl").get("name"))
                     for member in classes[name].iter("member-function") if member.get("vtable-offset") is not None]
            seen = [function for _, function in sorted(slots)]
        if seen != functions or not functions:
            findings.append(f"class {name}: the headers declare {functions}, the debug data {seen}")
    findings += [f"struct {name}: not in the debug data" for name in headers.structs if name not in classes]
    enums = {node.get("name") for node in root.iter("enum-decl")}
    findings += [f"enum {name}: not in the debug data" for name in headers.enums if name not in enums]
    return findings


def fields(abi):
    """(struct, field) of each data member."""
    root = xml.etree.ElementTree.fromstring(abi)
    return [(node.get("name"), member.find("var-decl").get("name"))
            for node in root.iter("class-decl") for member in node.iter("data-member")]


def layout_errors(include, compilers=("g++", "clang++")):
    """The complaints of compilers about layout.cc, for headers of this folder; empty if there are none."""
    errors = []
    for compiler in filter(shutil.which, compilers):
        done = run(compiler, "-std=c++17", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", f"-I{include}", LAYOUT)
        if done.returncode:
            errors.append(f"{compiler}: {done.stderr.strip()}")
    return "\n".join(errors)
