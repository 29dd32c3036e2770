#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""WebRTC with a real browser: calls of a headless Chromium through the daemon. See README.md.

    tests/browser/browser_test.py [CASE...]
"""
import os
import shutil
import sys
import tempfile
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.join(HERE, os.pardir, "conformance")]
import cases                                                 # noqa: E402
import chromium                                              # noqa: E402
import network                                               # noqa: E402
import proxy                                                 # noqa: E402

KEEP = "BROWSER_TEST_KEEP"      # a folder for logs, for who looks for a fault


def obstacle():
    """Why the test can't be done here, or None."""
    if not chromium.program():
        return "needs chromium"
    if not shutil.which("ip") or not shutil.which("unshare"):
        return "needs ip and unshare"
    if not os.access(proxy.program(), os.X_OK):
        return "needs the daemon; there is none in " + proxy.build_folder()
    for name in ("ng", "ice", "dtls"):
        if not os.path.exists(os.path.join(proxy.build_folder(), "plugins", name, ".libs", "rtpengine-%s.so" % name)):
            return "needs plugin %s, which was not built" % name
    return network.obstacle()


def problem_of(step):
    """What was wrong with a step, or None."""
    try:
        step()
    except (cases.Failure, chromium.PageError, proxy.ProxyError) as error:
        return str(error)
    except Exception:                                        # a fault of the test itself
        return traceback.format_exc()
    return None


def run_case(function, daemon, browser, phone_host):
    """True if it passed."""
    world = cases.World(daemon, browser, phone_host)
    begin, seen = time.monotonic(), len(daemon.log())
    capture = network.Capture(phone_host)

    def whole():
        function(world)
        world.check_capture(capture)
    problems = [problem_of(whole), problem_of(world.end)]
    problem = problems[0] or problems[1]
    capture.end()
    print("%s %s: %s (%.1f s)" % ("FAIL" if problem else "pass", function.__name__, function.__doc__,
                                  time.monotonic() - begin))
    for note in world.notes:
        print("     " + note)
    if problem:
        print("     " + problem.replace("\n", "\n     "))
        print("     the daemon's log:\n" + daemon.log()[seen:][-6000:])
    sys.stdout.flush()
    return not problem


def run(names, folder):
    """(passed, failed) of the cases with these names, or of all."""
    chosen = [c for c in cases.CASES if not names or c.__name__ in names]
    browser_host, phone_host = network.build()
    daemon = proxy.Daemon(folder)
    browser = chromium.Browser(browser_host, folder)
    try:
        results = [run_case(c, daemon, browser, phone_host) for c in chosen]
    finally:
        browser.end()
        problem = daemon.end()
    if problem:
        print("FAIL the end of the daemon: %s\n%s" % (problem, daemon.log()[-4000:]))
    return results.count(True), results.count(False) + bool(problem)


def main():
    if os.environ.get("BROWSER_TEST_INSIDE") != "yes":
        reason = obstacle()
        if reason:
            print("skipped: " + reason)
            return 77
    network.enter_own_world()
    keep = os.environ.get(KEEP)
    folder = keep or tempfile.mkdtemp(prefix="browser-test-")
    try:
        passed, failed = run(sys.argv[1:], folder)
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    print("%d passed, %d failed, 0 skipped" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
