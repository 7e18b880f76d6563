"""Addresses of the pages of the starter site, and of those that heavy_site.py adds."""

FFN = "/projects/distributed-ffn/"
SWAN = "/projects/swan/"
TWO_STREAM = "/projects/two-stream-action-recognition-keras/"
DLS = "/publications/scaling-distributed-training-of-flood-filling-networks/"
ACS = "/publications/quantum-electron-transport-in-ohmic-edge-contacts/"
ADDRESSES = [
    *("/", "/about/", "/projects/", FFN, SWAN, TWO_STREAM),
    *("/publications/", DLS, ACS, "/contact/"),
]

LONG, PROJECT = "/projects/electrons-in-crystals/", "/projects/tunnelling-in-graphene/"
PUBLICATION = "/publications/band-bending-in-mos2-with-plane-waves/"
FORMULAS = "/formulas-and-charts/"
HEAVY_ADDRESSES = ["/", "/projects/", PROJECT, LONG, "/publications/", PUBLICATION]
HEAVY_ADDRESSES += [FORMULAS, "/hebrew/", "/arabic/", "/chinese/", "/long-words/"]
