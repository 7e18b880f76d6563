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
PUBLICATION = "/publications/surface-states-in-gallium-arsenide-with-tight-binding/"
HEAVY_ADDRESSES = ["/", "/projects/", PROJECT, LONG, "/publications/", PUBLICATION]
HEAVY_ADDRESSES += ["/hebrew/", "/arabic/", "/chinese/", "/long-words/"]
