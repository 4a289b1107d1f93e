"""What is done to articles, in order.

    read | extract | clean | fingerprint | pair | verify | cluster | choose

Reading order: `records`, `outcomes`, `sources`, `article`, `text`, `similarity`, `clusters`, and
last `steps`, the only file here that knows Prefect. Nothing here opens a database.
"""
