# SPDX-License-Identifier: GPL-3.0-or-later
"""The proof of check.py: every change of the SDK that plugins would not survive turns it red, nothing else does.

Each change is made to a copy of the headers. Red has to be what the table says: the comparison (libabigail), the
asserted layout, or both.
"""
import concurrent.futures
import os
import re
import shutil
import tempfile

import abi
from abi import tree

BOTH, COMPARISON, LAYOUT, NEITHER = {"comparison", "layout"}, {"comparison"}, {"layout"}, set()

ENABLED = "  virtual uint32_t enabled(LogLevel level) noexcept = 0;\n"
USABLE = "  virtual uint32_t usable(TextSink* reason) noexcept = 0;\n"
FETCH = "  virtual uint64_t extra(Slice text) noexcept = 0;\n"
PORT = "  uint16_t port;\n"
# What, which header, what is replaced (once), by what, and what has to see it.
MUTATIONS = [
    ("nothing", "host.h", ENABLED, ENABLED, NEITHER),
    ("a changed comment", "host.h", "/// Logging, under", "/// Log lines, under", NEITHER),
    ("a new header line", "types.h", "#include <stdint.h>\n", "#include <stddef.h>\n#include <stdint.h>\n", NEITHER),
    ("a renamed parameter", "host.h", "enabled(LogLevel level)", "enabled(LogLevel severity)", NEITHER),

    ("a function appended", "kernel_table.h", USABLE, USABLE + FETCH, COMPARISON),
    ("a function inserted at the front", "host.h", ENABLED, FETCH + ENABLED, COMPARISON),
    ("a function inserted in the middle", "kernel_table.h", USABLE, FETCH + USABLE, COMPARISON),
    ("a function removed", "host.h", ENABLED, "", COMPARISON),
    ("a function renamed", "host.h", "enabled(LogLevel", "active(LogLevel", COMPARISON),
    ("functions of equal parameters swapped", "value_writer.h", r"begin_(dictionary|list)\(",
     lambda m: f"begin_{'list' if m[1] == 'dictionary' else 'dictionary'}(", COMPARISON),
    ("functions of different parameters swapped", "host.h", r"(  virtual Slice text.*?;\n)(.*?)(  virtual int64_t integer.*?;\n)",
     r"\3\2\1", COMPARISON),
    ("a parameter's type changed", "host.h", "enabled(LogLevel level)", "enabled(uint32_t level)", COMPARISON),
    ("a parameter's width changed", "loop.h", "post(uint32_t worker", "post(uint64_t worker", COMPARISON),
    ("a parameter added", "host.h", "enabled(LogLevel level)", "enabled(LogLevel level, uint32_t more)", COMPARISON),
    ("a parameter removed", "host.h", "enabled(LogLevel level)", "enabled()", COMPARISON),
    ("a pointer's target changed", "kernel_table.h", "read_counters(uint32_t owner, KernelEntrySink* sink)",
     "read_counters(uint32_t owner, TextSink* sink)", COMPARISON),
    ("a return type changed", "host.h", "virtual uint32_t enabled", "virtual uint64_t enabled", COMPARISON),
    ("a returned pointer's target changed", "command_provider.h", "virtual const Value* arguments",
     "virtual const char* arguments", COMPARISON),
    ("a virtual destructor", "host.h", "  ~LogV1()", "  virtual ~LogV1()", LAYOUT),
    ("data in an interface", "host.h", "  ~LogV1() = default;\n", "  ~LogV1() = default;\n  uint64_t more_;\n", BOTH),
    ("a base class", "host.h", "class OptionsV1 {", "class OptionsV1 : public TextSink {", COMPARISON),
    ("an interface removed", "host.h", r"class LogV1 \{.*?\n\};\n", "", BOTH),
    ("an interface added", "host.h", "class LogV1 {", "class MoreV1 {\n public:\n" + FETCH + "};\nclass LogV1 {", COMPARISON),
    ("an id changed", "host.h", "rtpengine.log/1", "rtpengine.log/2", LAYOUT),

    ("a struct grown", "types.h", "  uint64_t size;\n", "  uint64_t size;\n  uint64_t more;\n", BOTH),
    ("a struct shrunk", "kernel_table.h", "  uint64_t max_entries;\n", "", BOTH),
    ("a field inserted", "types.h", PORT, "  uint32_t more;\n" + PORT, BOTH),
    ("a field in place of the reserved one", "types.h", PORT + "  uint16_t reserved;", PORT + "  uint16_t scope;", BOTH),
    ("equal fields swapped", "types.h", PORT + "  uint16_t reserved;\n", "  uint16_t reserved;\n" + PORT, BOTH),
    ("different fields swapped", "value.h", r"(  Slice text;.*?\n)(  int64_t integer;.*?\n)", r"\2\1", BOTH),
    ("a field's type changed", "types.h", PORT, "  int16_t port;\n", COMPARISON),
    ("a field's width changed", "calls.h", "  uint32_t peer;", "  uint64_t peer;", BOTH),
    ("an array grown", "types.h", "uint8_t address[16]", "uint8_t address[32]", BOTH),
    ("a reserved field given up", "types.h", r"(  Component component;\n)  uint32_t reserved;[^\n]*\n", r"\1", BOTH),
    ("a function pointer's parameters changed", "plugin.h", r"\(\*destroy\)\(Plugin\* plugin\)",
     "(*destroy)(Plugin* plugin, uint32_t why)", COMPARISON),

    ("an enumerator inserted", "types.h", "  failed = 1,", "  failed = 1,\n  refused = 8,", COMPARISON),
    ("an enumerator appended", "packet.h", "  other = 6,", "  other = 6,\n  more = 7,", COMPARISON),
    ("an enumerator removed", "packet.h", "  turn_channel = 5,\n", "", COMPARISON),
    ("an enumerator's value changed", "types.h", "  not_found = 6,", "  not_found = 9,", COMPARISON),
    ("an enum's type changed", "types.h", "enum class LogLevel : uint32_t", "enum class LogLevel : uint16_t", COMPARISON),
    ("a flag's value changed", "loop.h", "fd_writable = 1u << 1", "fd_writable = 1u << 2", LAYOUT),
    ("the magic number changed", "plugin.h", "0x45505452u", "0x45505453u", LAYOUT),
]

APPENDED = ("kernel_table.h", USABLE, USABLE + FETCH)
ADDED = ("host.h", "class LogV1 {", "class MoreV1 {\n public:\n" + FETCH + "};\nclass LogV1 {")


def version(major, minor):
    return ("plugin.h", r"(define RTPENGINE_SDK_MAJOR )\d+(u\n.define RTPENGINE_SDK_MINOR )\d+", rf"\g<1>{major}\g<2>{minor}")


# Baseline's version, changes since, and whether `make abi-baseline` may take the result.
REFRESHES = [
    ((0, 2), [version(0, 2)], True),
    ((0, 2), [version(0, 2), APPENDED], False),
    ((0, 2), [version(0, 1), APPENDED], False),
    ((0, 2), [version(0, 3), APPENDED], True),
    ((0, 2), [version(1, 0), APPENDED], True),
    ((1, 2), [version(1, 2), ADDED], False),
    ((1, 2), [version(1, 3), ADDED], True),
    ((1, 2), [version(1, 3), APPENDED], False),
]


def mutated(folder, *changes):
    """A copy of the headers with some changes."""
    shutil.copytree(os.path.join(abi.INCLUDE, "rtpengine"), os.path.join(folder, "rtpengine"))
    for name, old, new in changes:
        path = os.path.join(folder, "rtpengine", name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        literal = isinstance(new, str) and old in text
        pattern = re.escape(old) if literal else old
        changed, count = re.subn(pattern, (lambda m, new=new: new) if literal else new, text, flags=re.S)
        if count == 0:
            raise RuntimeError(f"{name} has nothing any more that could be changed like that: {old!r}")
        with open(path, "w", encoding="utf-8") as file:
            file.write(changed)
    return folder


def try_one(reference, mutation):
    """What is wrong with the check's answer to one change, or None."""
    what, name, old, new, expected = mutation
    with tempfile.TemporaryDirectory() as folder:
        include = mutated(os.path.join(folder, "include"), (name, old, new))
        library = abi.build_witness(abi.Headers(include), folder)
        seen = {"comparison"} if abi.differs(reference, library) else set()
        seen |= {"layout"} if abi.layout_errors(include, ["g++"]) else set()
    if seen == expected:
        return None
    return f"{what} ({name}): seen by {sorted(seen) or 'nothing'}, expected {sorted(expected) or 'nothing'}"


def try_refresh(refresh):
    """What is wrong with the answer to a wish for a new baseline, or None."""
    before, changes, allowed = refresh
    with tempfile.TemporaryDirectory() as folder:
        old, new, baseline = (os.path.join(folder, name) for name in ("old", "new", "baseline.abi"))
        with open(baseline, "w", encoding="utf-8") as file:
            file.write(abi.dump(abi.build_witness(abi.Headers(mutated(old, version(*before))), folder)))
        headers = abi.Headers(mutated(new, *changes))
        why_not = abi.refusal(baseline, headers, abi.build_witness(headers, folder))
    if (why_not is None) == allowed:
        return None
    return f"refresh of a baseline of {before} to {headers.version}: {why_not or 'allowed'}"


def mutate_all(headers, folder):
    """A copy in which each interface, struct and enum has one thing more."""
    shutil.copytree(os.path.join(abi.INCLUDE, "rtpengine"), os.path.join(folder, "rtpengine"))
    for name in headers.files:
        path = os.path.join(folder, "rtpengine", name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        text = re.sub(r"^( protected:\n  ~\w+\(\) = default;)", r"  virtual void mutation() noexcept = 0;\n\1", text,
                      flags=re.M)
        text = re.sub(r"^(struct \w+ \{.*?)^\};", r"\1  uint64_t mutation;\n};", text, flags=re.M | re.S)
        text = re.sub(r"^(enum class \w+ : uint32_t \{)", r"\1 mutation = 0x7777,", text, flags=re.M)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    return folder


def overlooked(reference, headers):
    """What may change without the comparison telling of it: nothing."""
    with tempfile.TemporaryDirectory() as folder:
        library = abi.build_witness(abi.Headers(mutate_all(headers, os.path.join(folder, "include"))), folder)
        report = abi.differences(reference, library)
    told = set(re.findall(r"^'(?:class|struct|enum) rtpengine::(\w+)' changed:", report, re.M))
    every = [*headers.interfaces, *headers.structs, *headers.enums]
    return [f"{name} has changed, and the comparison does not tell of it" for name in every if name not in told]


def main():
    missing = abi.missing_tool()
    if missing:
        tree.skip(missing)
    headers = abi.Headers(abi.INCLUDE)
    with tempfile.TemporaryDirectory() as folder:
        reference = os.path.join(folder, "reference.abi")
        with open(reference, "w", encoding="utf-8") as file:
            file.write(abi.dump(abi.build_witness(headers, folder)))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            answers = list(pool.map(lambda mutation: try_one(reference, mutation), MUTATIONS))
            answers += pool.map(try_refresh, REFRESHES)
        answers += overlooked(reference, headers)
    tree.finish([answer for answer in answers if answer], len(MUTATIONS) + len(REFRESHES) + 1)


main()
