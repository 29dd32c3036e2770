# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may include whom: host folders only those before them, plugins only <rtpengine/...> and their own files."""
import os
import re

import tree

# Header-only help for authors of plugins: compiled into the plugin, so all of C++ is allowed in them.
AUTHORS_HELP = {f"host/include/rtpengine/{name}.h" for name in ("author", "deadlines", "value_view")}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def host_file(path, kind, name):
    folder = path.split("/")[1]
    if folder == "include":
        if kind == '"' or not (name.startswith("rtpengine/") or re.fullmatch(r"(std\w+|string)\.h", name)):
            if path not in AUTHORS_HELP or kind == '"':
                return "an SDK header includes <std*.h> and <rtpengine/...> only"
        return None
    if kind == "<":
        return None
    if name == "config.h":
        return "config.h belongs into sources" if path.endswith(".h") else None
    first = name.split("/")[0]
    if "/" not in name or first not in tree.HOST_FOLDERS:
        return "write host includes as \"folder/file.h\""
    if tree.HOST_FOLDERS.index(first) > tree.HOST_FOLDERS.index(folder):
        return f"host/{folder} stands before host/{first} and may not include it"
    return None


def plugin_file(path, kind, name):
    plugin = "/".join(path.split("/")[:2])
    if kind == "<":
        if any(name.startswith(f"{folder}/") for folder in tree.HOST_FOLDERS) or name.startswith("host/"):
            return "a plugin includes <rtpengine/...> only"
        return None
    here = os.path.dirname(path)
    target = os.path.normpath(os.path.join(here, name))
    if not target.startswith(plugin + "/") or not os.path.exists(os.path.join(tree.SRCDIR, target)):
        return "a plugin includes <rtpengine/...> and its own files only"
    return None


def own_header_first(path, includes):
    """A source begins with its own header: that proves the header self-contained."""
    stem, ending = os.path.splitext(path)
    if ending != ".cc" or not os.path.exists(os.path.join(tree.SRCDIR, stem + ".h")):
        return None
    if includes and os.path.basename(includes[0][1]) == os.path.basename(stem) + ".h":
        return None
    return "own header is not the first include"


def main():
    findings, checked = [], 0
    for path in tree.files("host", "plugins"):
        checked += 1
        rule = host_file if path.startswith("host/") else plugin_file
        body = tree.text(path)
        includes = INCLUDE.findall(body)
        for kind, name in includes:
            complaint = rule(path, kind, name)
            if complaint:
                findings.append(f"{path}: includes {name}: {complaint}")
        complaint = own_header_first(path, includes)
        if complaint:
            findings.append(f"{path}: {complaint}")
        if path.endswith(".h") and re.search(r"^\s*using namespace", body, re.M):
            findings.append(f"{path}: using namespace in a header")
    tree.finish(findings, checked)


main()
