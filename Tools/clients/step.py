"""Runs the steps of one client, and prints a line of JSON for each. The runner `try-clients` starts it.

    VIDEO_SPEC=.build/debug/video-spec python step.py with_boto3 URL REGION ACCESS_KEY SECRET_KEY BUCKET DIRECTORY
"""

import importlib
import json
import pathlib
import sys
import time

from steps import STEPS, Place

module, *place, directory = sys.argv[1:]
client = importlib.import_module(module)
place = Place(*place, pathlib.Path(directory))
for name in STEPS:
    if function := getattr(client, name, None):
        began, failure = time.monotonic(), None
        try:
            function(place)
        # Clients raise exceptions of many kinds; each is the failure of this step only.
        except Exception as error:
            failure = f"{type(error).__name__}: {error}"
        print(json.dumps({"step": name, "seconds": time.monotonic() - began, "failure": failure}), flush=True)
