"""What the files are called by which processes hand data to one another. [any]"""

from __future__ import annotations

#: of a snapshot: the list of its contents; written last
MANIFEST = "snapshot.json"
#: of the proxies of functions and of objects in such a list
FUNCTION, OBJECT = "function", "object"
#: of a question to a proxy: the snapshots of it and of its answer, and the socket that it goes by
ASKED, ANSWERED, SOCKET = "asked", "answered", "calls.sock"
#: beside what is asked: how objects stood at the question
STANDING = "standing.json"
#: how a clause for the instructor ends for which no trust is a remedy
BY_HAND = "so look at it by hand"
#: of the examination of pretrained artifacts: what to do, what came out, and the values
PLAN, REPORT, FILES, SNAPSHOTS = "plan.json", "report.json", "files", "snap"
#: of the evidence of trainings, as it is handed in: the list of it, the folder, and in the list the
#: SHA-256 of the data set that was trained on
LIST, KEPT, DATA = "evidence.json", "kept", "data"
#: of evidence that was read: why some of it cannot be used
REFUSED = "refused.json"
