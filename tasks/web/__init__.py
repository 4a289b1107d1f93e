"""How the web is asked: politely, and without trust in what it answers.

Pure: `robots` (may we), `pacing` (when), `conditional` (what an answer means), `addresses` (whom we
never ask). `client` brings them together; it and `sockets` alone open connections.
"""
