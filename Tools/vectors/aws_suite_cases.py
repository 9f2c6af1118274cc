"""Assigns an identifier to each case of the AWS signing test suite, under the requirement that it exercises best.

The identifiers are written out, because a published identifier never changes. A new case takes the next free number.
"""

# The identifiers of each case of the suite: signed by header, signed by URL.
V4 = {
    "get-header-key-duplicate": ("SIG-034-101", "SIG-095-101"),
    "get-header-value-multiline": ("SIG-035-101", "SIG-035-102"),
    "get-header-value-order": ("SIG-034-102", "SIG-034-103"),
    "get-header-value-trim": ("SIG-032-101", "SIG-033-101"),
    "get-relative-normalized": ("SIG-009-101", "SIG-009-102"),
    "get-relative-relative-normalized": ("SIG-009-103", "SIG-009-104"),
    "get-relative-relative-unnormalized": ("SIG-009-105", "SIG-009-106"),
    "get-relative-unnormalized": ("SIG-009-107", "SIG-009-108"),
    "get-slash-dot-slash-normalized": ("SIG-009-109", "SIG-009-110"),
    "get-slash-dot-slash-unnormalized": ("SIG-009-111", "SIG-009-112"),
    "get-slash-normalized": ("SIG-009-113", "SIG-009-114"),
    "get-slash-pointless-dot-normalized": ("SIG-009-115", "SIG-009-116"),
    "get-slash-pointless-dot-unnormalized": ("SIG-009-117", "SIG-009-118"),
    "get-slash-unnormalized": ("SIG-009-119", "SIG-009-120"),
    "get-slashes-normalized": ("SIG-009-121", "SIG-009-122"),
    "get-slashes-unnormalized": ("SIG-009-123", "SIG-009-124"),
    "get-space-normalized": ("SIG-003-101", "SIG-003-102"),
    "get-space-unnormalized": ("SIG-003-103", "SIG-003-104"),
    "get-unreserved": ("SIG-001-101", "SIG-001-102"),
    "get-utf8": ("SIG-004-101", "SIG-004-102"),
    "get-vanilla": ("SIG-065-101", "SIG-090-101"),
    "get-vanilla-empty-query-key": ("SIG-020-101", "SIG-094-101"),
    "get-vanilla-query": ("SIG-060-101", "SIG-061-101"),
    "get-vanilla-query-order-encoded": ("SIG-027-101", "SIG-021-101"),
    "get-vanilla-query-order-key-case": ("SIG-021-102", "SIG-021-103"),
    "get-vanilla-query-unreserved": ("SIG-001-103", "SIG-001-104"),
    "get-vanilla-utf8-query": ("SIG-004-103", "SIG-004-104"),
    "get-vanilla-with-session-token": ("SIG-080-101", "SIG-081-101"),
    "post-header-key-case": ("SIG-030-101", "SIG-030-102"),
    "post-header-key-sort": ("SIG-031-101", "SIG-031-102"),
    "post-header-value-case": ("SIG-030-103", "SIG-030-104"),
    "post-sts-header-after": ("SIG-082-101", "SIG-082-102"),
    "post-sts-header-before": ("SIG-080-102", "SIG-081-102"),
    "post-vanilla": ("SIG-070-101", "SIG-070-102"),
    "post-vanilla-empty-query-value": ("SIG-020-102", "SIG-094-102"),
    "post-vanilla-query": ("SIG-020-103", "SIG-094-103"),
    "post-x-www-form-urlencoded": ("SIG-050-101", "SIG-053-101"),
    "post-x-www-form-urlencoded-parameters": ("SIG-040-101", "SIG-053-102"),
}

# SigV4a signs the same requests. Signed by header they exercise the region set, signed by URL the scope without a region.
# Verifying the suite's signatures exercises the key derivation and the form of the signature.
V4A = {name: (f"SIG-141-{101 + index}", f"SIG-142-{101 + index}") for index, name in enumerate(V4)}

# Some cases cannot be verified: they need a switch for normalisation, an unsigned token, or a raw space or UTF-8 in the
# request line.
V4A_VERIFIED = {
    "get-vanilla": ("SIG-140-101", "SIG-143-101"),
    "get-vanilla-with-session-token": ("SIG-140-102", "SIG-143-102"),
    "get-header-key-duplicate": ("SIG-140-103", "SIG-143-103"),
    "get-header-value-multiline": ("SIG-140-104", "SIG-143-104"),
    "get-header-value-trim": ("SIG-140-105", "SIG-143-105"),
    "get-relative-normalized": ("SIG-140-106", "SIG-143-106"),
    "get-slashes-normalized": ("SIG-140-107", "SIG-143-107"),
    "get-unreserved": ("SIG-140-108", "SIG-143-108"),
    "get-vanilla-query-order-encoded": ("SIG-140-109", "SIG-143-109"),
    "post-sts-header-before": ("SIG-140-110", "SIG-143-110"),
    "post-vanilla": ("SIG-140-111", "SIG-143-111"),
    "post-x-www-form-urlencoded": ("SIG-140-112", "SIG-143-112"),
}
