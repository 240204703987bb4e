#!/usr/bin/env python3
"""Counts test cases in meson's testlog.json: TAP lines where a test prints them, else the test itself.

usage: tally.py TESTLOG STATUS      prints "N passed, N failed[, N skipped]" as its last line
"""
import json
import re
import sys

TAP = re.compile(r"^\s*(not )?ok\b[ \d]*(.*)$")


def main():
    log, status = sys.argv[1], int(sys.argv[2])
    passed = failed = skipped = 0
    for line in open(log, encoding="utf-8"):
        test = json.loads(line)
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
