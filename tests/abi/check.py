# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK's binary interface is the one of the baseline; with --refresh, `make abi-baseline`, that becomes today's."""
import re
import sys
import tempfile

import abi
from abi import tree

WHAT_TO_DO = """\
A plugin that was built before would not work with this host, or would have to ask for what is new. If that is intended:
  1. raise RTPENGINE_SDK_MINOR in host/include/rtpengine/plugin.h, unless that was done already
  2. make abi-baseline, and put the new figures into tests/abi/layout.cc
  3. a line under "SDK" in CHANGELOG.md
From version 1.0 on a released interface or struct is never changed: what is new comes under a new id."""


def not_asserted(headers, described):
    """What tests/abi/layout.cc says nothing about; `described` is the witness's dump, or None."""
    layout = set(re.findall(r"^(\w+\(\w+(?:, [a-z]\w*)?)(?:, .*)?\);$", tree.text("tests/abi/layout.cc"), re.M))
    wanted = [f"STRUCT({name}" for name in headers.structs] + [f"INTERFACE({name}" for name in headers.interfaces]
    wanted += [f"ID({name}" for name in headers.ids] + [f"VALUE({name}" for name in headers.flags]
    if described:
        wanted += [f"FIELD({name}, {field}" for name, field in abi.fields(described) if name in headers.structs]
    return [f"tests/abi/layout.cc: no line {line}, ...)" for line in wanted if line not in layout]


def compare(headers, library):
    """Findings about the interface against the baseline."""
    found = abi.differences(abi.BASELINE, library)
    if not found:
        return []
    return [f"{found}\n\nThe SDK's binary interface ({headers.version}) is not that of tests/abi/sdk.abi "
            f"({abi.version_of(abi.BASELINE)}).\n{WHAT_TO_DO}"]


def refresh(headers, library):
    why_not = abi.refusal(abi.BASELINE, headers, library)
    if why_not:
        print(f"tests/abi/sdk.abi stays as it is: {why_not}")
        return 1
    with open(abi.BASELINE, "w", encoding="utf-8") as file:
        file.write(abi.dump(library))
    print(f"tests/abi/sdk.abi is that of SDK {headers.version}")
    return 0


def main():
    headers = abi.Headers(abi.INCLUDE)
    missing = abi.missing_tool()
    refreshing = sys.argv[1:] == ["--refresh"]
    if missing and refreshing:
        sys.exit(missing)
    errors = abi.layout_errors(abi.INCLUDE)
    findings = [errors] if errors else []
    described = None
    if not missing:
        with tempfile.TemporaryDirectory() as folder:
            library = abi.build_witness(headers, folder)
            if refreshing:
                sys.exit(refresh(headers, library))
            described = abi.dump(library)
            findings += abi.unseen(headers, described) + compare(headers, library)
    findings += not_asserted(headers, described)
    if missing and not findings:
        tree.skip(f"the layout is as asserted; the comparison {missing}")
    tree.finish(findings, len(headers.interfaces) + len(headers.structs) + len(headers.enums))


main()
