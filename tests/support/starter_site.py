"""Addresses of the pages of the starter site."""

FFN = "/projects/distributed-ffn/"
SWAN = "/projects/swan/"
TWO_STREAM = "/projects/two-stream-action-recognition-keras/"
DLS = "/publications/scaling-distributed-training-of-flood-filling-networks/"
ACS = "/publications/quantum-electron-transport-in-ohmic-edge-contacts/"
ADDRESSES = [
    *("/", "/about/", "/projects/", FFN, SWAN, TWO_STREAM),
    *("/publications/", DLS, ACS, "/contact/"),
]
