"""Gold of three entries of data/cloud, with kinds that only that field has."""

from pathlib import Path

from graph.entries import Entry, read_entries
from graph.gold import Gold, compile_gold

CLOUD = Path(__file__).parents[1] / "data" / "cloud"
DOMAIN = CLOUD / "domain"

LINES = {
    "object-storage": """N|object storage|Architecture|
N|Amazon S3|Service|
N|Azure Blob Storage|Service|
N|Google Cloud Storage|Service|
N|Amazon Web Services|Organization|
N|Microsoft|Organization|
N|Google|Organization|
N|Sage Weil|Person|
N|Ceph|Software|
N|block storage|Architecture|
F|Amazon S3|developedBy|Amazon Web Services
F|Amazon S3|instanceOf|object storage
F|Azure Blob Storage|developedBy|Microsoft
F|Google Cloud Storage|developedBy|Google
F|Ceph|developedBy|Sage Weil
F|object storage|contrastsWith|block storage""",
    "serverless-computing": """N|serverless computing|Architecture|
N|AWS Lambda|Service|
N|Azure Functions|Service|
N|Google Cloud Functions|Service|
N|Firecracker|Software|
N|Amazon Web Services|Organization|
N|Microsoft|Organization|
N|Google|Organization|
F|AWS Lambda|developedBy|Amazon Web Services
F|Azure Functions|developedBy|Microsoft
F|Google Cloud Functions|developedBy|Google
F|AWS Lambda|runsOn|Firecracker
F|AWS Lambda|introducedIn|2014""",
    "availability-zone": """N|availability zone|Architecture|
N|us-east-1|Region|
N|Northern Virginia|Place|
N|Amazon Web Services|Organization|
N|replication|Technique|
F|us-east-1|locatedIn|Northern Virginia""",
}


def cloud_entries() -> list[Entry]:
    paths = [CLOUD / "entries" / f"{name}.txt" for name in LINES]
    return list(read_entries(paths, domain=DOMAIN).entries)


def cloud_golds() -> list[Gold]:
    return [compile_gold(entry, LINES[entry.name].splitlines(), entry.name) for entry in cloud_entries()]
