#!/usr/bin/env python3
"""Counts test cases: in meson's testlog.json the TAP lines where a test prints them, else the test
itself; and the lines of a TAP file.

usage: tally.py TESTLOG TAPFILE STATUS      prints "N passed, N failed[, N skipped]" as its last line
"""
import json
import re
import sys

TAP = re.compile(r"^\s*(not )?ok\b[ \d]*(.*)$")


def main():
    log, tap, status = sys.argv[1], sys.argv[2], int(sys.argv[3])
    tests = [json.loads(line) for line in open(log, encoding="utf-8")]
    lines = open(tap, encoding="utf-8").read()
    if lines:
        tests.append({"name": "fuzzers", "result": "OK", "stdout": lines})
    passed = failed = skipped = 0
    for test in tests:
        cases = [m for m in map(TAP.match, test.get("stdout", "").splitlines()) if m]
        bad = [m for m in cases if m.group(1)]
        for case in cases:
            if re.search(r"#\s*skip", case.group(2), re.I):
                skipped += 1
            elif not case.group(1):
                passed += 1
        failed += len(bad)
        result = test["result"]
        if result in ("OK", "EXPECTEDFAIL"):
            passed += not cases
        elif result == "SKIP":
            skipped += not cases
        elif not bad:
            failed += 1
        for case in bad:
            print(f"failed: {test['name']}: {case.group(2)}")
        if result not in ("OK", "SKIP", "EXPECTEDFAIL") and not bad:
            print(f"failed: {test['name']} ({result})")
    if status and not failed:
        failed = 1
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


sys.exit(main())
